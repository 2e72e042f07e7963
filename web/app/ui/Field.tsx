import { type InputHTMLAttributes, useId } from 'react';

interface Props extends InputHTMLAttributes<HTMLInputElement> {
  label: string;
  /** What it is for, or how it has to look. */
  note?: string;
  /** What is wrong with what stands in it. */
  error?: string | undefined;
}

/** A labelled line of a form. */
export function Field({ label, note, error, className = '', ...rest }: Props) {
  const id = useId();
  const described = [error && `${id}-error`, note && id].filter(Boolean).join(' ');
  return (
    <label className={`block font-medium ${className}`}>
      {label}
      <input
        aria-describedby={described || undefined}
        aria-invalid={error ? true : undefined}
        className="mt-1 h-9 w-full rounded-control border border-line-strong bg-surface px-2.5 font-normal aria-invalid:border-worse"
        {...rest}
      />
      {error && (
        <span id={`${id}-error`} role="alert" className="mt-1 block font-normal text-worse">
          {error}
        </span>
      )}
      {note && (
        <span id={id} className="mt-1 block text-small font-normal text-ink-3">
          {note}
        </span>
      )}
    </label>
  );
}
