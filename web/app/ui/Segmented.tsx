import { useId } from 'react';

export interface Choice<T extends string> {
  value: T;
  label: string;
  disabled?: boolean;
}

/** One of a few, all in sight: a radio group in the shape of a strip. */
export function Segmented<T extends string>({
  label,
  value,
  choices,
  onChange,
}: {
  label: string;
  value: T;
  choices: Choice<T>[];
  onChange: (value: T) => void;
}) {
  const name = useId();
  return (
    <fieldset className="inline-flex h-8 shrink-0 rounded-control border border-line-strong bg-surface p-0.5">
      <legend className="sr-only">{label}</legend>
      {choices.map((choice) => (
        <label
          key={choice.value}
          className="relative inline-flex cursor-pointer items-center rounded-[4px] px-2.5 whitespace-nowrap text-ink-2 has-checked:bg-accent-soft has-checked:font-semibold has-checked:text-accent has-disabled:cursor-not-allowed has-disabled:opacity-45 has-focus-visible:outline-2 has-focus-visible:outline-accent"
        >
          <input
            type="radio"
            name={name}
            value={choice.value}
            checked={choice.value === value}
            disabled={choice.disabled}
            onChange={() => onChange(choice.value)}
            className="absolute inset-0 cursor-[inherit] opacity-0"
          />
          {choice.label}
        </label>
      ))}
    </fieldset>
  );
}
