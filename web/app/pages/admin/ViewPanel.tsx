import type { ReactNode } from 'react';
import type { Edition, KeptView } from '../../api/types';
import { Badge, Progress } from '../../ui/Bits';
import { Button } from '../../ui/Button';
import { ListRow } from '../../ui/ListRow';
import { Panel } from '../../ui/Panel';
import { useNow } from '../../util/clock';
import { ago, count, instant } from '../../util/format';
import type { ViewWish } from './ViewDeed';
import { buildWords, builtPercent, lagWords, viewHolds, viewName } from './viewWords';

type Which = ViewWish['edition'];

export function ViewPanel({
  view,
  mayRebuild,
  onWish,
  onCompare,
}: {
  view: KeptView;
  mayRebuild: boolean;
  onWish: (kind: ViewWish['kind'], edition: Which) => void;
  onCompare: (edition: Which) => void;
}) {
  const { next, previous } = view;
  return (
    <Panel
      title={viewName(view.name)}
      note={viewHolds(view.name)}
      flush
      actions={
        mayRebuild &&
        view.rebuildable &&
        !next && <Button onClick={() => onWish('rebuild', 'next')}>Rebuild</Button>
      }
    >
      <ul data-testid={`view-${view.name}`}>
        <ListRow
          label="What serves"
          title="What serves"
          note={`${count(view.position)} of ${count(view.head)} events`}
          tooltip={view.as_of ? `As of ${instant(view.as_of)}` : undefined}
        >
          {view.parked > 0 && <Badge tone="worse">{count(view.parked)} waiting</Badge>}
          <Badge tone={view.lag_events > 0 ? 'stale' : 'plain'}>{lagWords(view)}</Badge>
          {view.last_error && (
            <p role="status" className="basis-full rounded-control bg-stale-soft px-3 py-2 text-stale">
              It is stuck and tries again by itself: {view.last_error}
            </p>
          )}
        </ListRow>
        {next && (
          <EditionRow
            name={next.ready ? 'New, ready' : next.outdated ? 'New, outdated' : 'New, being built'}
            since="begun"
            edition={next}
            onCompare={() => onCompare('next')}
          >
            {mayRebuild && (
              <>
                <Button onClick={() => onWish('drop', 'next')}>Drop</Button>
                {next.ready && !next.outdated && (
                  <Button variant="primary" onClick={() => onWish('promote', 'next')}>
                    Put to use
                  </Button>
                )}
              </>
            )}
          </EditionRow>
        )}
        {previous && (
          <EditionRow
            name="Before, kept"
            since="served until"
            edition={previous}
            onCompare={() => onCompare('previous')}
          >
            {mayRebuild && (
              <>
                <Button onClick={() => onWish('drop', 'previous')}>Drop</Button>
                {!previous.outdated && (
                  <Button onClick={() => onWish('restore', 'previous')}>Put back</Button>
                )}
              </>
            )}
          </EditionRow>
        )}
      </ul>
    </Panel>
  );
}

function EditionRow({
  name,
  since,
  edition,
  onCompare,
  children,
}: {
  name: string;
  /** What happened at the edition's time. */
  since: string;
  edition: Edition;
  onCompare: () => void;
  children: ReactNode;
}) {
  const now = useNow();
  const building = !edition.ready && !edition.outdated;
  return (
    <ListRow
      label={name}
      title={
        <>
          {name}{' '}
          <span className="font-normal text-ink-3">
            {since} {ago(edition.since, now)}
          </span>
        </>
      }
      note={buildWords(edition)}
      tooltip={instant(edition.since)}
    >
      {edition.parked > 0 && <Badge tone="worse">{count(edition.parked)} waiting</Badge>}
      {/* Half-built rows differ anyway. */}
      {!building && !edition.outdated && <Button onClick={onCompare}>Compare rows</Button>}
      {children}
      {building && (
        <span className="basis-full">
          <Progress label={`${name}: how far`} percent={builtPercent(edition)} />
          <span className="mt-1 block text-small text-ink-3">
            Nobody notices meanwhile. It goes on when you leave this page.
          </span>
        </span>
      )}
    </ListRow>
  );
}
