import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { post } from '../../api/client';
import { Ask } from '../../layouts/Ask';
import { Button } from '../../ui/Button';

/** The safety brake holds deletions back until someone has looked: this is the someone. */
export function ConfirmDeletions() {
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button onClick={() => setAsking(true)}>Confirm the deletions</Button>
      {asking && (
        <Ask
          title="Take the vanished records as deleted?"
          doIt="Confirm the deletions"
          action={() => post('/sync', { confirm_deletions: true })}
          onDone={() => void client.invalidateQueries()}
          onClose={() => setAsking(false)}
        >
          They leave every list and figure. Do this only if they were really deleted in Odoo, not if the sync
          user has lost rights. Records that Odoo shows again come back with the next sync.
        </Ask>
      )}
    </>
  );
}
