import { Button } from './Button';
import { CopyButton, CopyText } from './Copyable';

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
  return (
    <>
      <CopyText text={text} testId={testId} className="mt-4" />
      <div className="mt-5 flex justify-end gap-2">
        <CopyButton text={text} />
        <Button variant="primary" onClick={onDone}>
          {done}
        </Button>
      </div>
    </>
  );
}
