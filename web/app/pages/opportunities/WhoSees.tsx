import { useQuery } from '@tanstack/react-query';
import { hierarchyQuery, profileQuery } from '../../api/queries';
import { Avatar } from '../../ui/Bits';
import { counted } from '../../util/format';

/** The people whose line of reports or team reaches this record. Those outside the viewer's own view are counted only. */
export function WhoSees({ ids, owner }: { ids: string[]; owner: string | null }) {
  const people = useQuery(hierarchyQuery()).data?.people;
  const profile = useQuery(profileQuery()).data;
  if (!people || !profile) {
    return null;
  }
  const names = new Map(people.map((person) => [person.user_id, person.name]));
  if (profile.manager) {
    names.set(profile.manager.user_id, profile.manager.name);
  }
  const known = ids.filter((id) => names.has(id));
  const others = ids.length - known.length;
  return (
    <>
      <ul className="flex flex-wrap gap-x-5 gap-y-2" data-testid="who-sees">
        {known.map((id) => (
          <li key={id} className="flex items-center gap-2">
            <Avatar name={names.get(id) ?? ''} size={20} />
            {id === profile.user_id ? 'You' : names.get(id)}
            {id === owner && <span className="text-small text-ink-3">owner</span>}
          </li>
        ))}
      </ul>
      <p className="mt-2 text-small text-ink-3">
        {others > 0 && `${counted(others, 'person', 'people')} further up. `}
        The owner and everyone above them see it, whoever leads its sales team, and those who see the whole
        organisation.
      </p>
    </>
  );
}
