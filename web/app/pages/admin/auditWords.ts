import { day } from '../../util/format';
import { roleNames } from '../../util/roles';
import { scopes } from './scopes';

/** Groups of actions, by how their names begin, for choosing among them. */
export const actionGroups = [
  ['session', 'Signing in and out'],
  ['account', 'Accounts and roles'],
  ['sign_in_provider', 'Sign-in providers'],
  ['invitation', 'Invitations'],
  ['second_factor', 'Second steps'],
  ['api_key', 'API keys'],
  ['organization', 'Organisations'],
  ['sync', 'Sync'],
  ['person', 'People forgotten'],
  ['projection', 'Rebuilt views'],
  ['parked_event', 'Parked events'],
  ['records', 'Exports of lists'],
  ['audit', 'Exports of this log'],
] as const;

const words: Record<string, string> = {
  'session.signed_in': 'Signed in',
  'session.signed_out': 'Signed out',
  'session.signed_out_everywhere': 'Signed out everywhere',
  'session.switched': 'Went on in another organisation',
  'session.token_reused': 'A used session token came back',
  'account.created': 'Account made',
  'account.approved': 'Approved',
  'account.role_changed': 'Role changed',
  'account.linked': 'Tied to a person',
  'account.deactivated': 'Deactivated',
  'account.reactivated': 'Reactivated',
  'account.password_changed': 'Password changed',
  'account.sign_in_linked': 'Tied to a sign-in provider',
  'account.sign_in_unlinked': 'Untied from sign-in providers',
  'sign_in_provider.created': 'Sign-in provider added',
  'sign_in_provider.changed': 'Sign-in provider changed',
  'sign_in_provider.enabled': 'Sign-in provider enabled',
  'sign_in_provider.disabled': 'Sign-in provider disabled',
  'sign_in_provider.removed': 'Sign-in provider removed',
  'sign_in_provider.secret_changed': 'Sign-in provider’s secret changed',
  'account.erased': 'Account closed, its person forgotten',
  'account.claimed': 'Joined by the person themselves',
  'account.password_link_made': 'Link for a new password made',
  'account.password_reset': 'Password set by a link',
  'invitation.created': 'Invited',
  'invitation.accepted': 'Invitation accepted',
  'invitation.revoked': 'Invitation revoked',
  'second_factor.turned_on': 'Second step turned on',
  'second_factor.turned_off': 'Second step turned off',
  'second_factor.taken_off': 'Second step taken off',
  'second_factor.codes_renewed': 'Recovery codes made anew',
  'api_key.created': 'API key made',
  'api_key.revoked': 'API key revoked',
  'organization.created': 'Organisation made',
  'organization.suspended': 'Organisation suspended',
  'organization.resumed': 'Organisation let in again',
  'organization.deletion_requested': 'Organisation to be deleted',
  'organization.deletion_cancelled': 'Organisation restored',
  'organization.deleted': 'Organisation deleted',
  'organization.exported': 'Organisation exported',
  'organization.entered': 'A platform administrator came in',
  'organization.visitor_admitted': 'A visit was let in',
  'access.asked_for': 'Asked for something',
  'sync.requested': 'Sync started',
  'sync.connection_changed': 'Odoo connected',
  'sync.connection_removed': 'Odoo disconnected',
  'sync.webhook_changed': 'Webhook’s address made',
  'sync.webhook_removed': 'Webhook’s address removed',
  'person.forgotten': 'Forgotten',
  'projection.rebuild_begun': 'Rebuild of views begun',
  'projection.promoted': 'Rebuilt views put to use',
  'projection.restored': 'Views before put back',
  'projection.next_dropped': 'Rebuilt views dropped',
  'projection.previous_dropped': 'Views before dropped',
  'projection.shown_as_of': 'Views of the past written to a file',
  'parked_event.retried': 'Parked event tried again',
  'parked_event.discarded': 'Parked event left out',
  'records.exported': 'List exported',
  'audit.exported': 'This log exported',
  'log.dumped': 'Event log exported',
  'token.key_rotated': 'Signing key changed',
  'secret.enclosed_anew': 'Secrets enclosed with another master key',
};

/** What was done, in words; one that is not known is shown by its name. */
export const actionWords = (action: string) => words[action] ?? action.replaceAll(/[._]/g, ' ');

const reasons: Record<string, string> = {
  not_permitted: 'not permitted',
  wrong_password: 'wrong password',
  wrong_code: 'wrong code',
  too_many_attempts: 'too many attempts',
  deactivated: 'account deactivated',
  email_not_verified: 'e-mail not verified by the provider',
  other_domain: 'e-mail of another domain',
  platform_account: 'a platform administrator signs in with a password',
  linked_to_another: 'account tied to somebody else there',
  archived: 'person archived in the source',
};

export const reasonWords = (reason: string) => reasons[reason] ?? reason.replaceAll('_', ' ');

const names: Record<string, string> = Object.fromEntries([
  ...Object.entries(roleNames).map(([role, name]) => [role, name.toLowerCase()]),
  ...Object.entries(scopes).map(([scope, { name }]) => [scope, name.toLowerCase()]),
]);

/** What the log keeps for programs, as people say it: roles by their names, instants by their day. */
export const detailWords = (detail: string) =>
  detail
    .replace(/\b[A-Z_]{3,}\b/g, (word) => names[word] ?? word)
    .replace(/\b\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, (at) => day(at.slice(0, 10)));
