import { post, remove } from '../../api/client';
import type { KeptView } from '../../api/types';
import { Ask } from '../../layouts/Ask';
import { viewName } from './viewWords';

/** What an administrator is about to do to a view. */
export interface ViewWish {
  kind: 'rebuild' | 'promote' | 'restore' | 'drop';
  edition: 'next' | 'previous';
  view: KeptView;
}

export function ViewDeed({
  wish,
  onDone,
  onClose,
}: {
  wish: ViewWish;
  onDone: () => void;
  onClose: () => void;
}) {
  const words = wordsFor(wish);
  return (
    <Ask title={words.title} doIt={words.doIt} action={() => done(wish)} onDone={onDone} onClose={onClose}>
      {words.consequence}
    </Ask>
  );
}

function done({ kind, edition, view }: ViewWish): Promise<unknown> {
  const place = `/operations/projections/${encodeURIComponent(view.name)}`;
  return kind === 'drop' ? remove<KeptView>(`${place}/editions/${edition}`) : post(`${place}/${kind}`);
}

function wordsFor({ kind, edition, view }: ViewWish) {
  const name = viewName(view.name);
  switch (kind) {
    case 'rebuild':
      return {
        title: `Rebuild ${name}?`,
        doIt: 'Rebuild',
        consequence:
          'Every event is applied anew to tables beside those that serve, for all organisations. Nothing that anybody sees changes until you put them to use. It takes room in the database and time: minutes for a million events.',
      };
    case 'promote':
      return {
        title: `Put the new ${name} to use?`,
        doIt: 'Put to use',
        consequence:
          'From one moment to the next everybody in all organisations sees the rebuilt rows. The rows before are kept, so that you can put them back.',
      };
    case 'restore':
      return {
        title: `Put the ${name} before back?`,
        doIt: 'Put back',
        consequence:
          'Everybody in all organisations sees the rows before again. What serves now is kept in their place.',
      };
    case 'drop':
      return edition === 'next'
        ? {
            title: `Drop the new ${name}?`,
            doIt: 'Drop',
            consequence:
              'What has been built is removed. What serves stays as it is; a rebuild begins from the start.',
          }
        : {
            title: `Drop the ${name} before?`,
            doIt: 'Drop',
            consequence: 'They are removed and cannot be put back any more. What serves stays as it is.',
          };
  }
}
