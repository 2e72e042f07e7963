import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { post } from '../../api/client';
import { refusal } from '../../api/problem';
import { parkedQuery } from '../../api/queries';
import type { KeptView, ParkedStream, Retried } from '../../api/types';
import { Failed } from '../../layouts/Failed';
import { ListEnd } from '../../table/ListEnd';
import { Badge } from '../../ui/Bits';
import { Button } from '../../ui/Button';
import { ListRow } from '../../ui/ListRow';
import { Panel, Skeleton } from '../../ui/Panel';
import { useNow } from '../../util/clock';
import { ago, counted, instant } from '../../util/format';
import { ParkedEventDialog } from './ParkedEventDialog';
import { outcomeWords, reasonWords, streamName, viewName } from './viewWords';

/** The records that a view could not go on with, each with the event that stopped it and what waits behind. */
export function ParkedStreams({ view }: { view: KeptView }) {
  const client = useQueryClient();
  const list = useInfiniteQuery(parkedQuery(view.name));
  const [shown, setShown] = useState<ParkedStream | null>(null);
  const [said, setSaid] = useState('');
  const streams = list.data?.pages.flatMap((page) => page.items) ?? [];
  const changed = (stream: ParkedStream, outcome: Retried) => {
    setSaid(outcomeWords(stream.stream, outcome));
    void client.invalidateQueries();
  };
  const retry = useMutation({
    mutationFn: (stream: ParkedStream) =>
      post<Retried>(
        `/operations/projections/${encodeURIComponent(view.name)}/parked/${stream.position}/retry`,
      ),
    onSuccess: (outcome, stream) => changed(stream, outcome),
    onError: (error) => setSaid(refusal(error)),
  });
  return (
    <Panel
      title={`Waiting events of ${viewName(view.name)}`}
      note="The rest of the organisation goes on"
      flush
    >
      <p role="status" className={said ? 'px-5 pb-2 text-ink-2' : 'sr-only'}>
        {said}
      </p>
      {list.isPending && [1, 2].map((key) => <Skeleton key={key} className="mx-5 my-4 h-6" />)}
      {list.isError && streams.length === 0 && <Failed answer={list} />}
      <ul data-testid={`parked-${view.name}`}>
        {streams.map((stream) => (
          <Stream
            key={stream.position}
            stream={stream}
            busy={retry.isPending}
            onLook={() => setShown(stream)}
            onRetry={() => retry.mutate(stream)}
          />
        ))}
      </ul>
      <ListEnd
        shown={streams.length}
        total={null}
        hasMore={list.hasNextPage}
        loading={list.isFetchingNextPage}
        failed={list.isFetchNextPageError}
        onMore={() => void list.fetchNextPage()}
      />
      {shown && (
        <ParkedEventDialog
          view={view}
          stream={shown}
          onDiscarded={(outcome) => {
            changed(shown, outcome);
            setShown(null);
          }}
          onClose={() => setShown(null)}
        />
      )}
    </Panel>
  );
}

function Stream({
  stream,
  busy,
  onLook,
  onRetry,
}: {
  stream: ParkedStream;
  busy: boolean;
  onLook: () => void;
  onRetry: () => void;
}) {
  const now = useNow();
  const name = streamName(stream.stream);
  return (
    <ListRow
      label={name}
      title={name}
      note={`${reasonWords(stream)} · since ${ago(stream.parked_at, now)} · tried ${counted(stream.attempts, 'time', 'times')}`}
      tooltip={`Event ${stream.position}, since ${instant(stream.parked_at)}`}
    >
      <Badge tone="worse">{counted(stream.waiting, 'event waits', 'events wait')}</Badge>
      <Button onClick={onLook}>Look</Button>
      <Button disabled={busy} onClick={onRetry}>
        Try again
      </Button>
    </ListRow>
  );
}
