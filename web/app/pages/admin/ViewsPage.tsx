import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { viewsQuery } from '../../api/queries';
import { Failed } from '../../layouts/Failed';
import { PageHead } from '../../layouts/PageHead';
import { Message, Panel, Skeleton } from '../../ui/Panel';
import { CompareRows } from './CompareRows';
import { ParkedStreams } from './ParkedStreams';
import { ViewDeed, type ViewWish } from './ViewDeed';
import { ViewPanel } from './ViewPanel';

/** How the views stand, their rebuild beside what serves, and the events that wait because a view could not take them. */
export default function ViewsPage() {
  const client = useQueryClient();
  const answer = useQuery(viewsQuery());
  const [wish, setWish] = useState<ViewWish | null>(null);
  const [compared, setCompared] = useState<Pick<ViewWish, 'view' | 'edition'> | null>(null);
  const views = answer.data?.items ?? [];
  const waiting = views.filter((view) => view.parked > 0);
  return (
    <>
      <PageHead title="Views">
        What the screens show is kept ready from the event log. Here you see how far it is, and build it anew.
      </PageHead>
      <div className="flex flex-col gap-4 px-4 pb-8 md:px-6">
        {answer.isPending && [1, 2].map((key) => <Skeleton key={key} className="h-32 w-full" />)}
        {answer.isError && views.length === 0 && <Failed answer={answer} />}
        {views.map((view) => (
          <ViewPanel
            key={view.name}
            view={view}
            mayRebuild={answer.data?.may_rebuild ?? false}
            onWish={(kind, edition) => setWish({ kind, edition, view })}
            onCompare={(edition) => setCompared({ view, edition })}
          />
        ))}
        {answer.isSuccess && !answer.data.may_rebuild && (
          <p className="text-small text-ink-3">
            Views are rebuilt for all organisations together, by administrators of the one that this server is
            set up for.
          </p>
        )}
        {answer.isSuccess &&
          (waiting.length > 0 ? (
            waiting.map((view) => <ParkedStreams key={view.name} view={view} />)
          ) : (
            <Panel title="Waiting events">
              <Message title="No event waits">
                An event that a view cannot take would wait here with the reason, and with it what follows on
                the same record. Everything else goes on.
              </Message>
            </Panel>
          ))}
      </div>
      {wish && (
        <ViewDeed wish={wish} onDone={() => void client.invalidateQueries()} onClose={() => setWish(null)} />
      )}
      {compared && <CompareRows {...compared} onClose={() => setCompared(null)} />}
    </>
  );
}
