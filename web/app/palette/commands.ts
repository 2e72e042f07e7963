import type { Account, Opportunity, TeamMember } from '../api/types';
import type { IconName } from '../ui/icons';
import { adminPages, to } from '../url/links';
import { folded } from '../util/folded';
import { money } from '../util/format';

export interface Command {
  key: string;
  name: string;
  note: string;
  icon: IconName;
  href?: string;
  run?: () => void;
}

const perGroup = 6;

export function pagesFor(may: (permission: string) => boolean): Command[] {
  const page = (name: string, icon: IconName, href: string): Command => ({
    key: href,
    name,
    icon,
    href,
    note: 'Page',
  });
  const records = [
    page('Sales dashboard', 'dashboard', to.dashboard()),
    page('Opportunities', 'opportunities', to.opportunities()),
    page('Accounts', 'accounts', to.accounts()),
    page('Activities', 'activities', to.activities()),
    page('Overdue activities', 'activities', to.activities({ state: 'overdue' })),
    page('Team', 'team', to.team()),
  ];
  return [
    ...(may('view_records') ? records : []),
    ...adminPages.filter((each) => may(each.permission)).map((each) => page(each.name, 'admin', each.href())),
    page('Where you are signed in', 'person', to.sessions()),
  ];
}

export function found(all: {
  wanted: string;
  pages: Command[];
  actions: Command[];
  people: TeamMember[];
  opportunities: Opportunity[];
  accounts: Account[];
}): { title: string; commands: Command[] }[] {
  const words = folded(all.wanted).split(/\s+/).filter(Boolean);
  const named = (name: string) => words.every((word) => folded(name).includes(word));
  return [
    {
      title: 'People',
      commands: all.people
        .filter((person) => named(person.name))
        .slice(0, perGroup)
        .map((person) => ({
          key: person.user_id,
          name: person.name,
          note: person.job_title ?? '',
          icon: 'person' as const,
          href: to.dashboard({ person: person.user_id }),
        })),
    },
    {
      title: 'Opportunities',
      commands: all.opportunities.slice(0, perGroup).map((opportunity) => ({
        key: opportunity.id,
        name: opportunity.name,
        note: [opportunity.account?.name, money(opportunity.expected_revenue, opportunity.currency)]
          .filter(Boolean)
          .join(' · '),
        icon: 'opportunities' as const,
        href: to.opportunity(opportunity.id, { status: 'all' }),
      })),
    },
    {
      title: 'Accounts',
      commands: all.accounts.slice(0, perGroup).map((account) => ({
        key: account.id,
        name: account.name,
        note: account.city ?? '',
        icon: 'accounts' as const,
        href: to.account(account.id),
      })),
    },
    { title: 'Pages', commands: all.pages.filter((page) => named(page.name)) },
    { title: 'Actions', commands: all.actions.filter((command) => named(command.name)) },
  ].filter((group) => group.commands.length > 0);
}
