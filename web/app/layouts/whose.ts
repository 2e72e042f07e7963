import type { Profile, Scope } from '../api/types';

/** Says in words whose numbers a page shows. */
export function whose(scope: Scope, person: string | null, profile: Profile): string {
  if (person !== null) {
    return { mine: `${person} alone`, team: `${person}'s team`, both: `${person} and their team` }[scope];
  }
  if (profile.sees === 'all') {
    const all = profile.organization.name;
    return { mine: 'Your own numbers', team: `Everyone else at ${all}`, both: `Everyone at ${all}` }[scope];
  }
  const alone = profile.team_size === 0 && profile.led_teams.length === 0 && profile.sees === 'own';
  if (alone) {
    return 'Your own numbers';
  }
  return { mine: 'Your own numbers', team: 'Your team, without you', both: 'You and your team' }[scope];
}
