/** The shapes of /api/v2. Amounts are in the organisation's currency unless a `currency` stands beside them. */

export type Scope = 'mine' | 'team' | 'both';
export type OpportunityStatus = 'open' | 'won' | 'lost' | 'archived';
export type ActivityState = 'overdue' | 'today' | 'upcoming' | 'done';
/** An instant, ISO 8601 in UTC. */
export type Instant = string;
/** A day, yyyy-mm-dd, in the organisation's time zone. */
export type Day = string;

export interface Freshness {
  position: number;
  as_of: Instant | null;
  last_sync_at: Instant | null;
  next_sync_at: Instant | null;
  sync_state: 'idle' | 'running' | 'failing' | 'never';
  source_available: boolean;
  source_down_since: Instant | null;
}

export interface Session {
  access_token: string;
  token_type: 'Bearer';
  expires_in: number;
}

export interface Person {
  user_id: string;
  name: string;
}

export interface Named {
  id: string;
  name: string;
}

export interface Profile {
  user_id: string | null;
  account_id: string;
  name: string;
  email: string;
  role: 'SUPER_ADMIN' | 'ADMIN' | 'CEO' | 'MANAGER' | 'SALES_REP';
  job_title: string | null;
  department: string | null;
  organization: {
    slug: string;
    name: string;
    currency: string;
    time_zone: string;
    fiscal_year_start_month: number;
  };
  manager: { user_id: string; name: string; job_title: string | null } | null;
  direct_reports: number;
  team_size: number;
  led_teams: Named[];
  sees: 'own' | 'team' | 'all';
  can: { sync: boolean; administer: boolean };
  accessible: { people: number; opportunities: number | null; accounts: number | null };
}

export interface TeamMember {
  user_id: string;
  name: string;
  job_title: string | null;
  department: string | null;
  email: string | null;
  manager_id: string | null;
  active: boolean;
  direct_reports: number;
  total_reports: number;
  level: number;
  figures: {
    open_count: number;
    pipeline: number;
    weighted: number;
    won_amount: number;
    won_count: number;
    win_rate: number | null;
    team: { open_count: number; pipeline: number; won_amount: number };
  };
}

export interface Hierarchy {
  people: TeamMember[];
  freshness: Freshness;
}

export interface Span {
  label: string;
  from: Day;
  to: Day;
}

export interface Kpi {
  value: number | null;
  previous: number | null;
  change: number | null;
  compared_to: string | Span | null;
  count?: number;
  won?: number;
  lost?: number;
}

export interface StageFigures {
  stage_id: string | null;
  name: string;
  sequence: number;
  count: number;
  amount: number;
  weighted: number;
}

export interface TrendPoint {
  day?: Day;
  month?: string;
  pipeline: number;
  won: number;
}

export interface Performer extends Person {
  job_title: string | null;
  won_amount: number;
  won_count: number;
  pipeline: number;
}

export interface Part {
  pipeline: number;
  open: number;
  won: number;
}

export interface Dashboard {
  scope: Scope;
  period: Span & { id: string; compared_to: Span | null };
  /** Nobody, for an account that is no person of the source. */
  viewer: { user_id: string | null; name: string | null; team_size: number };
  currency: string;
  kpis: {
    pipeline: Kpi;
    weighted: Kpi;
    won: Kpi;
    win_rate: Kpi;
    open: Kpi;
    average_deal: Kpi;
    sales_cycle_days: Kpi;
  };
  stages: StageFigures[];
  trend: TrendPoint[];
  top_performers: Performer[];
  upcoming_activities: Activity[];
  parts: { mine: Part; team: Part };
  freshness: Freshness;
}

export interface Owner extends Person {
  reports_to: Person | null;
}

export interface Opportunity {
  id: string;
  name: string;
  kind: 'lead' | 'opportunity';
  status: OpportunityStatus;
  account: Named | null;
  owner: Owner | null;
  mine: boolean;
  team: Named | null;
  stage: (Named & { sequence: number; won: boolean }) | null;
  /** In the record's own currency. */
  expected_revenue: number;
  currency: string;
  /** In the organisation's currency, at the rate of the record's date; null where no rate is known. */
  amount: number | null;
  /** Percent, 0 to 100. */
  probability: number;
  weighted: number | null;
  priority: string | null;
  deadline: Day | null;
  created_at: Instant;
  closed_at: Instant | null;
  updated_at: Instant;
  tags: string[];
  lost_reason: string | Named | null;
}

export interface FieldChange {
  field: string;
  from: unknown;
  to: unknown;
}

export interface HistoryEntry {
  position: number;
  version: number;
  type: string;
  occurred_at: Instant;
  recorded_at: Instant;
  source: string;
  summary: string;
  changes: FieldChange[];
}

export interface OpportunityDetail extends Opportunity {
  email: string | null;
  phone: string | null;
  contact_name: string | null;
  city: string | null;
  country: string | null;
  visible_to_user_ids: string[];
  history: HistoryEntry[];
  activities: Activity[];
  freshness: Freshness;
}

/** One page of a list; `totals` cover every row that the filters match, not only this page. */
export interface Page<Item, Totals> {
  items: Item[];
  totals: Totals;
  next_cursor: string | null;
  freshness: Freshness;
}

export type OpportunityPage = Page<Opportunity, { count: number; amount: number; weighted: number }>;

export interface Account extends Named {
  city: string | null;
  country: string | null;
  email: string | null;
  phone: string | null;
  website: string | null;
  industry: string | null;
  owner: Person | null;
  open_count: number;
  pipeline: number;
  won_amount: number;
  last_activity: Instant | null;
}

export type AccountPage = Page<Account, { count: number; pipeline: number; won_amount?: number }>;

export interface AccountDetail extends Account {
  opportunities: Opportunity[];
  contacts: {
    id: string;
    name: string;
    email: string | null;
    phone: string | null;
    job_title?: string | null;
  }[];
  freshness: Freshness;
}

export interface Activity {
  id: string;
  type: string | Named | null;
  summary: string | null;
  owner: Person | null;
  mine: boolean;
  due: Day | null;
  state: ActivityState;
  on: { kind: string; id: string; name: string } | null;
  closed_at: Instant | null;
}

export type ActivityPage = Page<Activity, { overdue: number; today: number; upcoming: number }>;

export * from './syncTypes';

/** RFC 9457. */
export interface ProblemBody {
  type?: string;
  title?: string;
  status?: number;
  detail?: string;
  code?: string;
  errors?: { field: string; code: string; message: string }[];
  request_id?: string;
}
