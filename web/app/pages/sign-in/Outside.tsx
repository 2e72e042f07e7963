import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Mark } from '../../ui/icons';
import { useTheme } from '../../ui/theme';
import { to } from '../../url/links';
import { Horizon } from './Horizon';

/** The frame of every page that is seen before one is in. */
export function Outside({ children, foot }: { children: ReactNode; foot?: string }) {
  useTheme();
  return (
    <main className="grid min-h-dvh bg-surface lg:grid-cols-[minmax(0,1fr)_minmax(0,1.1fr)]">
      <div className="flex flex-col px-6 py-8 sm:px-12">
        <p className="flex items-center gap-2.5 text-title font-semibold">
          <Mark /> Sightline
        </p>
        <div className="m-auto w-full max-w-80 py-10">{children}</div>
        {foot && <p className="text-small text-ink-3">{foot}</p>}
      </div>
      <Horizon />
    </main>
  );
}

export function OutsideTitle({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <>
      <h1 className="text-[22px] leading-7 font-semibold">{title}</h1>
      {children && <p className="mt-1 text-ink-2">{children}</p>}
    </>
  );
}

/** What went wrong, in the place that it always has, so that nothing jumps. */
export function Refusal({ children }: { children: ReactNode }) {
  return (
    <p role="alert" className="min-h-10 pt-2.5 text-small text-worse">
      {children}
    </p>
  );
}

export function BackToSignIn() {
  return (
    <p className="mt-5">
      <Link to={to.signIn()} className="font-medium text-accent underline underline-offset-3">
        Go to the sign-in
      </Link>
    </p>
  );
}
