import { lazy, Suspense } from 'react';
import type { RouteObject } from 'react-router';
import { AppLayout } from './layouts/AppLayout';
import { PageSkeleton } from './layouts/PageSkeleton';
import { RequireSession } from './layouts/RequireSession';
import { NotFound, RouteFault } from './pages/NotFound';
import { SignIn } from './pages/sign-in/SignIn';

// The charts come with the dashboard only; every other page is light.
const code = {
  dashboard: () => import('./pages/dashboard/DashboardPage'),
  opportunities: () => import('./pages/opportunities/OpportunitiesPage'),
  opportunity: () => import('./pages/opportunities/OpportunityDetail'),
  accounts: () => import('./pages/accounts/AccountsPage'),
  account: () => import('./pages/accounts/AccountDetail'),
  activities: () => import('./pages/activities/ActivitiesPage'),
  team: () => import('./pages/team/TeamPage'),
  admin: () => import('./pages/admin/AdminPage'),
  sync: () => import('./pages/admin/SyncPage'),
  dataQuality: () => import('./pages/admin/DataQualityPage'),
  members: () => import('./pages/admin/MembersPage'),
  providers: () => import('./pages/admin/ProvidersPage'),
  keys: () => import('./pages/admin/KeysPage'),
  audit: () => import('./pages/admin/AuditPage'),
  views: () => import('./pages/admin/ViewsPage'),
  organizations: () => import('./pages/admin/OrganizationsPage'),
  sessions: () => import('./pages/you/SessionsPage'),
  forgotPassword: () => import('./pages/sign-in/ForgotPassword'),
  resetPassword: () => import('./pages/sign-in/ResetPassword'),
  invitation: () => import('./pages/sign-in/Invitation'),
};
const Dashboard = lazy(code.dashboard);
const Opportunities = lazy(code.opportunities);
const OpportunityDetail = lazy(code.opportunity);
const Accounts = lazy(code.accounts);
const AccountDetail = lazy(code.account);
const Activities = lazy(code.activities);
const Team = lazy(code.team);
const Admin = lazy(code.admin);
const Sync = lazy(code.sync);
const DataQuality = lazy(code.dataQuality);
const Members = lazy(code.members);
const Providers = lazy(code.providers);
const Keys = lazy(code.keys);
const Audit = lazy(code.audit);
const Views = lazy(code.views);
const Organizations = lazy(code.organizations);
const Sessions = lazy(code.sessions);
const ForgotPassword = lazy(code.forgotPassword);
const ResetPassword = lazy(code.resetPassword);
const Invitation = lazy(code.invitation);

/** Fetches every page's code while nothing else is going on: the next page opens at once, also when the server is away. */
async function fetchPages(): Promise<void> {
  for (const page of Object.values(code)) {
    // Whoever goes there is told.
    await page().catch(() => undefined);
  }
}

const soon = (page: React.ReactNode) => <Suspense fallback={<PageSkeleton />}>{page}</Suspense>;
const quietly = (part: React.ReactNode) => <Suspense fallback={null}>{part}</Suspense>;

export const routes: RouteObject[] = [
  { path: '/sign-in', element: <SignIn />, errorElement: <RouteFault /> },
  { path: '/forgot-password', element: quietly(<ForgotPassword />), errorElement: <RouteFault /> },
  { path: '/reset-password', element: quietly(<ResetPassword />), errorElement: <RouteFault /> },
  { path: '/invitation', element: quietly(<Invitation />), errorElement: <RouteFault /> },
  {
    element: (
      <RequireSession>
        <AppLayout fetchPages={fetchPages} />
      </RequireSession>
    ),
    errorElement: <RouteFault />,
    // A page that fails leaves the frame standing, and with it the word on whether the server can be reached.
    children: [
      {
        errorElement: <RouteFault />,
        children: [
          { index: true, element: soon(<Dashboard />) },
          {
            path: 'opportunities',
            element: soon(<Opportunities />),
            children: [{ path: ':id', element: quietly(<OpportunityDetail />) }],
          },
          {
            path: 'accounts',
            element: soon(<Accounts />),
            children: [{ path: ':id', element: quietly(<AccountDetail />) }],
          },
          { path: 'activities', element: soon(<Activities />) },
          { path: 'team', element: soon(<Team />) },
          {
            path: 'admin',
            element: soon(<Admin />),
            children: [
              { path: 'sync', element: quietly(<Sync />) },
              { path: 'data-quality', element: quietly(<DataQuality />) },
              { path: 'people', element: quietly(<Members />) },
              { path: 'sign-in', element: quietly(<Providers />) },
              { path: 'api-keys', element: quietly(<Keys />) },
              { path: 'audit', element: quietly(<Audit />) },
              { path: 'views', element: quietly(<Views />) },
              { path: 'organisations', element: quietly(<Organizations />) },
            ],
          },
          { path: 'you/sign-ins', element: soon(<Sessions />) },
          { path: '*', element: <NotFound /> },
        ],
      },
    ],
  },
];
