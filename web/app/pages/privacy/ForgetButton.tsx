import { useState } from 'react';
import { useMay } from '../../api/queries';
import { Button } from '../../ui/Button';
import { isErased } from '../../util/erased';
import { ForgetDialog } from './ForgetDialog';
import type { Subject } from './forgetWords';

/** The way to forget somebody from where their record is shown; nothing where the server would refuse it. */
export function ForgetButton({ subject, className = '' }: { subject: Subject; className?: string }) {
  const may = useMay();
  // As it was when it was opened: the name is gone from the record before the dialog is.
  const [open, setOpen] = useState<Subject | null>(null);
  if (!may('erase_people') || (isErased(subject.name) && !open)) {
    return null;
  }
  return (
    <>
      <Button
        variant="ghost"
        className={className}
        aria-label={`Forget ${subject.name} …`}
        onClick={() => setOpen(subject)}
      >
        Forget…
      </Button>
      {open && <ForgetDialog subject={open} onClose={() => setOpen(null)} />}
    </>
  );
}
