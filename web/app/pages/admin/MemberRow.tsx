import { type ReactNode, useState } from 'react';
import type { Member, Role } from '../../api/types';
import { Avatar, Badge } from '../../ui/Bits';
import { Button, IconButton } from '../../ui/Button';
import { ListRow } from '../../ui/ListRow';
import { Menu, MenuClose, menuItem } from '../../ui/Menu';
import { Select } from '../../ui/Select';
import { useNow } from '../../util/clock';
import { isErased, isErasedAddress } from '../../util/erased';
import { ago, instant } from '../../util/format';
import { givenRoles, roleNames } from '../../util/roles';
import { called, type Deed } from './MemberDeed';

function PersonRow({
  member,
  since = '',
  children,
}: {
  member: Member;
  since?: string;
  children: ReactNode;
}) {
  return (
    <ListRow
      label={called(member)}
      before={<Avatar name={called(member)} />}
      title={called(member)}
      note={
        isErasedAddress(member.email)
          ? 'What they did stays; nothing says who they were'
          : `${member.person || member.name ? member.email : 'Not known from Odoo'}${since}`
      }
    >
      {children}
    </ListRow>
  );
}

function Roles({ label, value, onChange }: { label: string; value: Role; onChange: (role: Role) => void }) {
  return (
    <Select label={label} value={value} onChange={(role) => onChange(role as Role)} className="w-44">
      {givenRoles.map(({ role }) => (
        <option key={role} value={role}>
          {roleNames[role]}
        </option>
      ))}
    </Select>
  );
}

export function ApprovalRow({ member, onDeed }: { member: Member; onDeed: (deed: Deed) => void }) {
  const [role, setRole] = useState<Role>('SALES_REP');
  const now = useNow();
  return (
    <PersonRow member={member} since={` · since ${ago(member.created_at, now)}`}>
      <span className="flex flex-wrap items-center gap-2 max-sm:w-full max-sm:pl-10">
        <Roles label={`Role for ${called(member)}`} value={role} onChange={setRole} />
        <Button variant="primary" onClick={() => onDeed({ kind: 'approve', member, role })}>
          Approve
        </Button>
        <Button variant="ghost" onClick={() => onDeed({ kind: 'deactivate', member })}>
          Decline
        </Button>
      </span>
    </PersonRow>
  );
}

export function MemberRow({
  member,
  self,
  mayForget,
  onDeed,
}: {
  member: Member;
  self: boolean;
  mayForget: boolean;
  onDeed: (deed: Deed) => void;
}) {
  // The platform's own are not an organisation's to change.
  const ours = member.role !== 'SUPER_ADMIN';
  const active = member.status === 'ACTIVE';
  const erased = isErasedAddress(member.email);
  return (
    <PersonRow member={member}>
      <span className="flex flex-wrap items-center gap-2 max-sm:w-full max-sm:pl-10">
        {self && <Badge>You</Badge>}
        {member.visiting && (
          <Badge tone="stale" title="A platform administrator who has entered the organisation">
            Visiting
          </Badge>
        )}
        {member.second_step_since && (
          <Badge title={`Signs in with a code as well, since ${instant(member.second_step_since)}`}>
            Second step
          </Badge>
        )}
        {member.status === 'DEACTIVATED' && !erased && <Badge>Deactivated</Badge>}
        {member.status === 'PENDING' && <Badge tone="stale">Waiting</Badge>}
        {ours && active ? (
          <Roles
            label={`Role of ${called(member)}`}
            value={member.role}
            onChange={(role) => onDeed({ kind: 'role', member, role })}
          />
        ) : (
          // As wide as the choice of others, and wider where the role's name is.
          <span
            className="min-w-44 whitespace-nowrap pl-2.5 text-ink-3"
            title={`Since ${instant(member.created_at)}`}
          >
            {roleNames[member.role]}
          </span>
        )}
        {erased ? (
          <span className="size-8" />
        ) : (
          <Menu
            label={`What to do with ${called(member)}`}
            trigger={
              <IconButton icon="more" label={`More for ${called(member)}`} className="max-sm:ml-auto" />
            }
          >
            <MenuClose className={menuItem} onClick={() => onDeed({ kind: 'sign_out', member })}>
              Sign out everywhere
            </MenuClose>
            {ours && (
              <MenuClose className={menuItem} onClick={() => onDeed({ kind: 'untie', member })}>
                Untie from sign-in providers
              </MenuClose>
            )}
            {ours && !self && member.status !== 'DEACTIVATED' && (
              <>
                <MenuClose className={menuItem} onClick={() => onDeed({ kind: 'reset_password', member })}>
                  Let them set a new password
                </MenuClose>
                {member.second_step_since && (
                  <MenuClose className={menuItem} onClick={() => onDeed({ kind: 'second_step_off', member })}>
                    Take the second step off
                  </MenuClose>
                )}
              </>
            )}
            {ours &&
              (member.status === 'DEACTIVATED' ? (
                <MenuClose className={menuItem} onClick={() => onDeed({ kind: 'reactivate', member })}>
                  Reactivate
                </MenuClose>
              ) : (
                <MenuClose className={menuItem} onClick={() => onDeed({ kind: 'deactivate', member })}>
                  Deactivate
                </MenuClose>
              ))}
            {ours && !self && mayForget && member.person && !isErased(member.person.name) && (
              <MenuClose className={menuItem} onClick={() => onDeed({ kind: 'forget', member })}>
                Forget this person…
              </MenuClose>
            )}
          </Menu>
        )}
      </span>
    </PersonRow>
  );
}
