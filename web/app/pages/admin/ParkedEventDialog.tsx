import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { post } from '../../api/client';
import { refusal } from '../../api/problem';
import { parkedEventQuery } from '../../api/queries';
import type { ParkedEventsDiscardWish } from '../../api/schema';
import type { KeptView, ParkedStream, Retried } from '../../api/types';
import { Failed } from '../../layouts/Failed';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Field } from '../../ui/Field';
import { Skeleton } from '../../ui/Panel';
import { instant } from '../../util/format';
import { Fact, Facts } from '../opportunities/Facts';
import { reasonWords, saidBy, streamName } from './viewWords';

const longestReason = 500;

/** The event that stopped a record, what is wrong with it, and the way to go on without it. */
export function ParkedEventDialog({
  view,
  stream,
  onDiscarded,
  onClose,
}: {
  view: KeptView;
  stream: ParkedStream;
  onDiscarded: (outcome: Retried) => void;
  onClose: () => void;
}) {
  const answer = useQuery(parkedEventQuery(view.name, stream.position));
  const [reason, setReason] = useState('');
  const [asking, setAsking] = useState(false);
  const discard = useMutation({
    mutationFn: () =>
      post<Retried>(
        `/operations/projections/${encodeURIComponent(view.name)}/parked/${stream.position}/discard`,
        { reason } satisfies ParkedEventsDiscardWish,
      ),
    onSuccess: onDiscarded,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    discard.mutate();
  };
  const title = streamName(stream.stream);
  return (
    <Dialog label={title} onClose={onClose}>
      <form className="max-h-[85dvh] overflow-y-auto p-5" onSubmit={submit}>
        <h2 className="text-title font-semibold">{title}</h2>
        <p className="mt-1 text-ink-2">{reasonWords(stream)}.</p>
        {saidBy(stream) && (
          <pre className="mt-2 max-h-32 overflow-auto rounded-control bg-sunken p-2 text-small whitespace-pre-wrap">
            {saidBy(stream)}
          </pre>
        )}
        {answer.isPending && <Skeleton className="mt-4 h-32 w-full" />}
        {answer.isError && <Failed answer={answer} />}
        {answer.data && (
          <>
            <Facts>
              <Fact name="Event">{answer.data.type}</Fact>
              <Fact name="Position">{stream.position}</Fact>
              <Fact name="Happened">{instant(answer.data.occurred_at)}</Fact>
              <Fact name="From">{answer.data.source}</Fact>
            </Facts>
            <details className="mt-3">
              <summary className="text-small text-ink-2">What it says, as stored</summary>
              <pre className="mt-1 max-h-48 overflow-auto rounded-control bg-sunken p-2 text-small whitespace-pre-wrap break-all">
                {answer.data.data}
              </pre>
            </details>
          </>
        )}
        {asking && (
          <>
            <Field
              label="Why is it left out?"
              note="The event stays in the log, but this view never takes it, and goes on with what follows. That cannot be undone; it stands in the audit log with your reason."
              className="mt-4"
              required
              autoFocus
              maxLength={longestReason}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
            <p role="alert" className="pt-2 text-worse">
              {discard.isError && refusal(discard.error)}
            </p>
          </>
        )}
        <div className="mt-4 flex justify-end gap-2">
          <Button onClick={onClose}>Close</Button>
          {asking ? (
            <Button type="submit" variant="primary" busy={discard.isPending} disabled={discard.isPending}>
              Leave it out for good
            </Button>
          ) : (
            answer.data && <Button onClick={() => setAsking(true)}>Leave it out</Button>
          )}
        </div>
      </form>
    </Dialog>
  );
}
