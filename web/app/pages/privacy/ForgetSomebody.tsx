import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { hierarchyQuery, profileQuery } from '../../api/queries';
import { Failed } from '../../layouts/Failed';
import { Avatar } from '../../ui/Bits';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { menuItem } from '../../ui/Menu';
import { Skeleton } from '../../ui/Panel';
import { isErased } from '../../util/erased';
import { folded } from '../../util/folded';
import type { Subject } from './forgetWords';

const shownAtOnce = 40;

/** Chooses whom to forget among everybody whom Odoo knows, whether they sign in here or not. */
export function ForgetSomebody({
  onChoose,
  onClose,
}: {
  onChoose: (subject: Subject) => void;
  onClose: () => void;
}) {
  const answer = useQuery(hierarchyQuery());
  const me = useQuery(profileQuery()).data?.user_id;
  const [typed, setTyped] = useState('');
  const wanted = folded(typed.trim());
  const found = (answer.data?.people ?? []).filter(
    (person) =>
      person.user_id !== me &&
      !isErased(person.name) &&
      [person.name, person.email, person.job_title].some((text) => text && folded(text).includes(wanted)),
  );
  return (
    <Dialog label="Forget somebody" onClose={onClose}>
      <div className="p-5">
        <h2 className="text-title font-semibold">Whom?</h2>
        <p className="mt-2 text-ink-2">
          Everybody whom Odoo knows as a user or an employee. Contacts are forgotten where their account is
          shown.
        </p>
        <input
          type="search"
          aria-label="Find a person"
          placeholder="Find by name, e-mail or title"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          className="mt-4 h-9 w-full rounded-control border border-line-strong bg-surface px-2.5"
        />
        <div className="mt-2 h-72 overflow-y-auto">
          {answer.isPending && <Skeleton className="h-64 w-full" />}
          {answer.isError && !answer.data && <Failed answer={answer} />}
          {answer.data && found.length === 0 && (
            <p className="px-2.5 py-2 text-ink-3">Nobody is like that.</p>
          )}
          <ul>
            {found.slice(0, shownAtOnce).map(({ user_id, name, email, job_title }) => (
              <li key={user_id}>
                <button
                  type="button"
                  className={menuItem}
                  onClick={() => onChoose({ id: user_id, name, email })}
                >
                  <Avatar name={name} />
                  <span className="min-w-0">
                    <span className="block truncate">{name}</span>
                    <span className="block truncate text-small text-ink-3">
                      {[job_title, email].filter(Boolean).join(' · ')}
                    </span>
                  </span>
                </button>
              </li>
            ))}
          </ul>
          {found.length > shownAtOnce && (
            <p className="px-2.5 pt-2 text-small text-ink-3">
              Type to find {found.length - shownAtOnce} more.
            </p>
          )}
        </div>
        <div className="mt-4 flex justify-end">
          <Button onClick={onClose}>Cancel</Button>
        </div>
      </div>
    </Dialog>
  );
}
