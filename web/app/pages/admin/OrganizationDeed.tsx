import { file, post, remove } from '../../api/client';
import { moveTo } from '../../api/session';
import type { Organization } from '../../api/types';
import { Ask } from '../../layouts/Ask';
import { save } from '../../util/files';

/** What a platform administrator is about to do to an organisation. */
export interface OrganizationWish {
  kind: 'visit' | 'export' | 'suspend' | 'resume' | 'delete' | 'restore';
  organization: Organization;
}

export function OrganizationDeed({
  wish,
  onDone,
  onClose,
}: {
  wish: OrganizationWish;
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

async function done({ kind, organization: { slug } }: OrganizationWish): Promise<unknown> {
  const place = `/organizations/${slug}`;
  switch (kind) {
    case 'visit':
      return moveTo(slug, 'visit');
    case 'export':
      return save(`${slug}.zip`, await file(`${place}/export`));
    case 'suspend':
      return post(`${place}/suspension`);
    case 'resume':
      return remove<Organization>(`${place}/suspension`);
    case 'delete':
      return post(`${place}/deletion`);
    case 'restore':
      return remove<Organization>(`${place}/deletion`);
  }
}

function wordsFor({ kind, organization: { name } }: OrganizationWish) {
  switch (kind) {
    case 'visit':
      return {
        title: `Enter ${name}?`,
        doIt: 'Enter',
        consequence:
          'You see and may do there what its administrators may. They see you among their people, and it stands in their audit log. You leave in your own menu, at the latest after eight hours.',
      };
    case 'export':
      return {
        title: `Export ${name}?`,
        doIt: 'Export',
        consequence:
          'You get a ZIP of its settings and its whole event log, with all personal data in it. That you took it stands in its audit log.',
      };
    case 'suspend':
      return {
        title: `Suspend ${name}?`,
        doIt: 'Suspend',
        consequence: 'From now on nobody can do anything there, and nothing is synced. Everything is kept.',
      };
    case 'resume':
      return {
        title: `Let people of ${name} in again?`,
        doIt: 'Let them in',
        consequence: 'Everybody goes on as before, and the sync catches up.',
      };
    case 'delete':
      return {
        title: `Delete ${name}?`,
        doIt: 'Delete in 30 days',
        consequence:
          'Nobody gets in from now on. For 30 days you can restore it; after that every record, event and account of it is removed for good.',
      };
    case 'restore':
      return {
        title: `Restore ${name}?`,
        doIt: 'Restore',
        consequence: 'It is not deleted. It stays suspended until you let people in again.',
      };
  }
}
