import { post, put, remove } from '../../api/client';
import type { MembersRoleWish } from '../../api/schema';
import type { Member, Role } from '../../api/types';
import { Ask } from '../../layouts/Ask';
import { isErasedAddress } from '../../util/erased';
import { meansOf, roleNames } from '../../util/roles';
import { ForgetDialog } from '../privacy/ForgetDialog';
import { SendReset } from './SendReset';

/** What an administrator is about to do to somebody. */
export interface Deed {
  kind:
    | 'approve'
    | 'role'
    | 'sign_out'
    | 'untie'
    | 'deactivate'
    | 'reactivate'
    | 'reset_password'
    | 'second_step_off'
    | 'forget';
  member: Member;
  /** Where a role is given. */
  role?: Role;
}

export const called = (member: Member) =>
  member.person?.name ?? member.name ?? (isErasedAddress(member.email) ? 'Erased' : member.email);

/** Asks, with the consequence in words, and does it. */
export function MemberDeed({
  deed,
  onClose,
  onDone,
}: {
  deed: Deed;
  onClose: () => void;
  onDone: () => void;
}) {
  if (deed.kind === 'reset_password') {
    return <SendReset member={deed.member} onClose={onClose} />;
  }
  if (deed.kind === 'forget') {
    const { member } = deed;
    return member.person ? (
      <ForgetDialog subject={{ ...member.person, email: member.email }} onClose={onClose} />
    ) : null;
  }
  const kind = deed.kind;
  const words = wordsFor(kind, deed.member, deed.role);
  return (
    <Ask
      title={words.title}
      doIt={words.doIt}
      action={() => done(kind, deed.member, deed.role)}
      onClose={onClose}
      onDone={onDone}
    >
      {words.consequence}
    </Ask>
  );
}

type Asked = Exclude<Deed['kind'], 'reset_password' | 'forget'>;

function done(kind: Asked, member: Member, role?: Role): Promise<unknown> {
  const place = `/members/${member.account_id}`;
  switch (kind) {
    case 'approve':
      return post(`${place}/approval`, { role: role ?? null } satisfies MembersRoleWish);
    case 'role':
      return put(`${place}/role`, { role: role ?? null } satisfies MembersRoleWish);
    case 'sign_out':
      return remove(`${place}/sessions`);
    case 'untie':
      return remove(`/sign-in-providers/links/${member.account_id}`);
    case 'deactivate':
      return post(`${place}/deactivation`);
    case 'reactivate':
      return post(`${place}/reactivation`);
    case 'second_step_off':
      return remove(`${place}/second-factor`);
  }
}

function wordsFor(kind: Asked, member: Member, role: Role = 'SALES_REP') {
  const name = called(member);
  switch (kind) {
    case 'approve':
      return {
        title: `Let ${name} in?`,
        doIt: `Approve as ${roleNames[role].toLowerCase()}`,
        consequence: `Whoever signs in as ${member.email} ${meansOf(role)}, from now on.${member.person ? '' : ' Nobody with this e-mail address is known from Odoo, so no record is theirs.'}`,
      };
    case 'role':
      return {
        title: `Make ${name} ${roleNames[role].toLowerCase()}?`,
        doIt: 'Change the role',
        consequence: `From their next click on, ${name} ${meansOf(role)}.`,
      };
    case 'sign_out':
      return {
        title: `Sign ${name} out everywhere?`,
        doIt: 'Sign out',
        consequence:
          'Every browser and phone is signed out at once. They can sign in again with their password.',
      };
    case 'untie':
      return {
        title: `Untie ${name} from sign-in providers?`,
        doIt: 'Untie',
        consequence: `Whoever next signs in at your company’s sign-in as ${member.email} becomes this account. Do this when their account there was made anew, not when the address went to somebody else.`,
      };
    case 'deactivate':
      return {
        title: `Deactivate ${name}?`,
        doIt: 'Deactivate',
        consequence: `${name} is signed out at once and cannot sign in to this organisation any more. Their records stay. You can reactivate them.`,
      };
    case 'reactivate':
      return {
        title: `Reactivate ${name}?`,
        doIt: 'Reactivate',
        consequence: `${name} can sign in again, as ${roleNames[member.role].toLowerCase()}.`,
      };
    case 'second_step_off':
      return {
        title: `Take the second step off ${name}?`,
        doIt: 'Take it off',
        consequence: `${name} is signed out everywhere, signs in with their password alone, and can turn it on again. Do it only where you know that it is ${name} who asks.`,
      };
  }
}
