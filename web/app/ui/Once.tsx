import { useState } from 'react';
import { Button } from './Button';

/** A text that is shown this once, to be copied. */
export function Once({
  text,
  testId,
  done,
  onDone,
}: {
  text: string;
  testId: string;
  done: string;
  onDone: () => void;
}) {
  const [copied, setCopied] = useState(false);
  return (
    <>
      <output
        data-testid={testId}
        className="mt-4 block rounded-control bg-sunken px-3 py-2 font-mono text-small break-all whitespace-pre-wrap select-all"
      >
        {text}
      </output>
      <div className="mt-5 flex justify-end gap-2">
        <Button
          icon={copied ? 'check' : 'copy'}
          onClick={() => void navigator.clipboard?.writeText(text).then(() => setCopied(true))}
        >
          {copied ? 'Copied' : 'Copy'}
        </Button>
        <Button variant="primary" onClick={onDone}>
          {done}
        </Button>
      </div>
    </>
  );
}
