import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { refusal } from '../api/problem';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';

/** Asks before something is done that others notice, with the consequence in words; says what the server says against it. */
export function Ask({
  title,
  children,
  doIt,
  action,
  onClose,
  onDone,
}: {
  title: string;
  children: ReactNode;
  /** What is on the button. */
  doIt: string;
  action: () => Promise<unknown>;
  onClose: () => void;
  onDone?: () => void;
}) {
  const deed = useMutation({
    mutationFn: action,
    onSuccess: () => {
      onDone?.();
      onClose();
    },
  });
  return (
    <Dialog label={title} onClose={onClose}>
      <div className="p-5">
        <h2 className="text-title font-semibold">{title}</h2>
        <div className="mt-2 text-ink-2">{children}</div>
        <p role="alert" className="pt-2 text-worse">
          {deed.isError && refusal(deed.error)}
        </p>
        <div className="mt-3 flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            busy={deed.isPending}
            disabled={deed.isPending}
            onClick={() => deed.mutate()}
          >
            {doIt}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
