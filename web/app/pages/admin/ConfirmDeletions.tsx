import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { post } from '../../api/client';
import { explain } from '../../api/problem';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';

/** The safety brake holds deletions back until someone has looked: this is the someone. */
export function ConfirmDeletions() {
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const confirm = useMutation({
    mutationFn: () => post('/sync', { confirm_deletions: true }),
    onSuccess: () => {
      setAsking(false);
      void client.invalidateQueries();
    },
  });
  return (
    <>
      <Button onClick={() => setAsking(true)}>Confirm the deletions</Button>
      {asking && (
        <Dialog label="Confirm the deletions" onClose={() => setAsking(false)}>
          <div className="p-5">
            <h2 className="text-title font-semibold">Take the vanished records as deleted?</h2>
            <p className="mt-2 text-ink-2">
              They leave every list and figure. Do this only if they were really deleted in Odoo, not if the
              sync user has lost rights. Records that Odoo shows again come back with the next sync.
            </p>
            <p role="alert" className="pt-2 text-worse">
              {confirm.isError && explain(confirm.error).title}
            </p>
            <div className="mt-3 flex justify-end gap-2">
              <Button onClick={() => setAsking(false)}>Cancel</Button>
              <Button
                variant="primary"
                busy={confirm.isPending}
                disabled={confirm.isPending}
                onClick={() => confirm.mutate()}
              >
                Confirm the deletions
              </Button>
            </div>
          </div>
        </Dialog>
      )}
    </>
  );
}
