import { lazy, Suspense } from 'react';
import type { RouteObject } from 'react-router';
import { AppLayout } from './layouts/AppLayout';
import { PageSkeleton } from './layouts/PageSkeleton';
import { RequireSession } from './layouts/RequireSession';
import { NotFound, RouteFault } from './pages/NotFound';
import { SignIn } from './pages/sign-in/SignIn';

// The charts come with the dashboard only; every other page is light.
const Dashboard = lazy(() => import('./pages/dashboard/DashboardPage'));
const Opportunities = lazy(() => import('./pages/opportunities/OpportunitiesPage'));
const OpportunityDetail = lazy(() => import('./pages/opportunities/OpportunityDetail'));
const Accounts = lazy(() => import('./pages/accounts/AccountsPage'));
const AccountDetail = lazy(() => import('./pages/accounts/AccountDetail'));
const Activities = lazy(() => import('./pages/activities/ActivitiesPage'));
const Team = lazy(() => import('./pages/team/TeamPage'));
const Admin = lazy(() => import('./pages/admin/AdminPage'));
const Sync = lazy(() => import('./pages/admin/SyncPage'));
const DataQuality = lazy(() => import('./pages/admin/DataQualityPage'));

const soon = (page: React.ReactNode) => <Suspense fallback={<PageSkeleton />}>{page}</Suspense>;
const quietly = (part: React.ReactNode) => <Suspense fallback={null}>{part}</Suspense>;

export const routes: RouteObject[] = [
  { path: '/sign-in', element: <SignIn />, errorElement: <RouteFault /> },
  {
    element: (
      <RequireSession>
        <AppLayout />
      </RequireSession>
    ),
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
        ],
      },
      { path: '*', element: <NotFound /> },
    ],
  },
];
