/*
 * The shapes of /api/v2, in the screens' words. They are made from the server's own description (`./sightline openapi`
 * renews it), so nothing here can say what the server does not. Amounts are in the organisation's currency unless a
 * `currency` stands beside them.
 */
import type {
  AccountShown,
  AccountsFound,
  AccountsItem,
  ActionsItem,
  ActivitiesFound,
  ActivityItem,
  ApiKey,
  ConnectionCheckAnswer,
  ConnectionConnectionAnswer,
  ConnectionConnectionKept,
  DashboardKpi,
  DashboardStageSum,
  DashboardTrendPoint,
  ForgetPersonForgotten,
  ForgetPersonPlan,
  IssuesIssueAnswer,
  JobAnswer,
  MembersMember,
  OpportunitiesFound,
  OpportunityHistoryEntry,
  OpportunityItem,
  OpportunityShown,
  OrganizationsOrganizationItem,
  OwnSessionsSessionItem,
  OwnWebhookWebhookMade,
  Problem,
  ProjectionAnswersDiffAnswered,
  ProjectionAnswersEditionAnswered,
  ProjectionAnswersParkedAnswer,
  ProjectionAnswersParkedEventAnswer,
  ProjectionAnswersParkedStreamAnswer,
  ProjectionAnswersProjectionAnswer,
  ProjectionAnswersRetryAnswer,
  ProvidersProviderItem,
  SessionSessionAnswer,
  SyncSyncAnswer,
  UsersPersonAnswer,
  UsersProfileAnswer,
} from './schema';

export type { Dashboard, Freshness } from './schema';

export type Member = MembersMember;
export type Role = Member['role'];
export type AuditedAction = ActionsItem;
/** What forgetting somebody would mean, and what came of it. */
export type Erasure = ForgetPersonPlan;
export type Erased = ForgetPersonForgotten;
export type KnownKey = ApiKey;
export type SignInProvider = ProvidersProviderItem;
export type SessionItem = OwnSessionsSessionItem;
export type SignedIn = SessionSessionAnswer;
export type Organization = OrganizationsOrganizationItem;
export type Profile = UsersProfileAnswer;
export type TeamMember = UsersPersonAnswer;
export type Scope = 'mine' | 'team' | 'both';
export type Kpi = DashboardKpi;
export type StageFigures = DashboardStageSum;
export type TrendPoint = DashboardTrendPoint;
export type Opportunity = OpportunityItem;
export type OpportunityPage = OpportunitiesFound;
export type OpportunityDetail = OpportunityShown;
export type HistoryEntry = OpportunityHistoryEntry;
export type FieldChange = HistoryEntry['changes'][number];
export type Account = AccountsItem;
export type AccountPage = AccountsFound;
export type AccountDetail = AccountShown;
export type Activity = ActivityItem;
export type ActivityState = Activity['state'];
export type ActivityPage = ActivitiesFound;
export type SyncJob = JobAnswer;
export type SyncStatus = SyncSyncAnswer;
/** Which Odoo the organisation reads, and the webhook that tells of changes there; without anything secret. */
export type Connection = ConnectionConnectionAnswer;
export type ConnectionKept = ConnectionConnectionKept;
export type ConnectionCheck = ConnectionCheckAnswer;
export type WebhookMade = OwnWebhookWebhookMade;
export type SyncIssue = IssuesIssueAnswer;
/** A projection: tables that are kept ready from the event log. */
export type KeptView = ProjectionAnswersProjectionAnswer;
export type Edition = ProjectionAnswersEditionAnswered;
export type EditionDiff = ProjectionAnswersDiffAnswered;
export type ParkedStream = ProjectionAnswersParkedStreamAnswer;
export type ParkedPage = ProjectionAnswersParkedAnswer;
export type ParkedEvent = ProjectionAnswersParkedEventAnswer;
export type Retried = ProjectionAnswersRetryAnswer;
/** RFC 9457; nothing of it where something else than the server answered. */
export type ProblemBody = Partial<Problem>;
