import { type InputHTMLAttributes, useId } from 'react';

interface Props extends InputHTMLAttributes<HTMLInputElement> {
  label: string;
  /** What it is for, or how it has to look. */
  note?: string;
}

/** A labelled line of a form. */
export function Field({ label, note, className = '', ...rest }: Props) {
  const id = useId();
  return (
    <label className={`block font-medium ${className}`}>
      {label}
      <input
        aria-describedby={note ? id : undefined}
        className="mt-1 h-9 w-full rounded-control border border-line-strong bg-surface px-2.5 font-normal"
        {...rest}
      />
      {note && (
        <span id={id} className="mt-1 block text-small font-normal text-ink-3">
          {note}
        </span>
      )}
    </label>
  );
}
