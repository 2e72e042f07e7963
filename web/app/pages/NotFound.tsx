import { useEffect, useRef } from 'react';
import { Link, useRouteError } from 'react-router';
import { useUnreachableSince } from '../api/freshness';
import { Message } from '../ui/Panel';
import { to } from '../url/links';

export function NotFound() {
  return (
    <Message
      page
      title="There is no page at this address"
      action={
        <Link to={to.dashboard()} className="font-medium text-accent underline underline-offset-3">
          Go to the dashboard
        </Link>
      }
    >
      The link may be cut off, or the page has moved.
    </Message>
  );
}

export function RouteFault() {
  const error = useRouteError();
  // A page's code that is gone after an update comes back with the new one.
  const missing = error instanceof TypeError && /import|module/i.test(error.message);
  const unreachable = useUnreachableSince() !== null;
  const outdated = missing && !unreachable;
  const away = useRef(unreachable);
  useEffect(() => {
    // The page's code can be fetched again.
    if (missing && away.current && !unreachable) {
      window.location.reload();
    }
    away.current = unreachable;
  }, [missing, unreachable]);
  return (
    <Message
      page
      tone="error"
      title={
        outdated
          ? 'Sightline was updated'
          : unreachable
            ? 'Sightline cannot be reached'
            : 'This page could not be shown'
      }
      action={
        <a href={window.location.href} className="font-medium text-accent underline underline-offset-3">
          Load it again
        </a>
      }
    >
      {outdated
        ? 'Load the page again to use the new version.'
        : unreachable
          ? 'Check your connection. The page comes by itself when it does, and you stay signed in.'
          : 'Something went wrong on this page.'}
    </Message>
  );
}
