import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { erasureQuery } from '../../api/queries';
import type { Erased } from '../../api/types';
import { Failed } from '../../layouts/Failed';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Skeleton } from '../../ui/Panel';
import { ForgetForm } from './ForgetForm';
import { type Subject, whatStays, whatWasDone } from './forgetWords';
import { Sentences } from './Sentences';

/** Forgets somebody for good: says what happens and what stays, asks for their name, and shows what came of it. */
export function ForgetDialog({ subject, onClose }: { subject: Subject; onClose: () => void }) {
  const client = useQueryClient();
  const [done, setDone] = useState<Erased | null>(null);
  const plan = useQuery({ ...erasureQuery(subject.id), enabled: done === null });
  const title = done ? `${subject.name} is forgotten` : `Forget ${subject.name}?`;
  const close = () => {
    if (done) {
      // Views have had the time to follow.
      void client.invalidateQueries();
    }
    onClose();
  };
  return (
    <Dialog label={title} onClose={close}>
      <div className="max-h-[90dvh] overflow-y-auto p-5">
        <h2 className="text-title font-semibold">{title}</h2>
        {done ? (
          <div data-testid="forgotten">
            <Sentences title="What was done" all={whatWasDone(done)} />
            <Sentences title="What stays" all={whatStays(done)} />
          </div>
        ) : plan.isPending ? (
          <Skeleton className="mt-4 h-72 w-full" />
        ) : plan.isError ? (
          <Failed answer={plan} />
        ) : plan.data.is_person ? (
          <ForgetForm
            subject={subject}
            plan={plan.data}
            onClose={close}
            onDone={(outcome) => {
              setDone(outcome);
              void client.invalidateQueries();
            }}
          />
        ) : (
          <p className="mt-2 text-ink-2">
            This is a company, which has no personal data to forget. Forget its contacts one by one.
          </p>
        )}
        {(done || !plan.data?.is_person) && (
          <div className="mt-5 flex justify-end">
            <Button variant={done ? 'primary' : 'outline'} onClick={close}>
              Close
            </Button>
          </div>
        )}
      </div>
    </Dialog>
  );
}
