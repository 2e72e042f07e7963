import { useState } from 'react';
import { Button } from './Button';

/** Puts `text` on the clipboard, and says so. */
export function CopyButton({
  text,
  what,
}: {
  text: string;
  /** For those who cannot see beside what it stands. */
  what?: string;
}) {
  const [copied, setCopied] = useState(false);
  const word = copied ? 'Copied' : 'Copy';
  return (
    <Button
      aria-label={what && `${word} ${what}`}
      icon={copied ? 'check' : 'copy'}
      onClick={() => void navigator.clipboard?.writeText(text).then(() => setCopied(true))}
    >
      {word}
    </Button>
  );
}

/** A text for programs: one press selects all of it. */
export function CopyText({
  text,
  testId,
  className = '',
}: {
  text: string;
  testId: string;
  className?: string;
}) {
  return (
    <output
      data-testid={testId}
      className={`block rounded-control bg-sunken px-3 py-2 font-mono text-small break-all whitespace-pre-wrap select-all ${className}`}
    >
      {text}
    </output>
  );
}
