import type { ReactNode } from 'react';
import { initials } from '../util/format';

export function Avatar({ name, size = 28 }: { name: string; size?: 20 | 28 | 36 }) {
  const box = { 20: 'size-5 text-[9px]', 28: 'size-7 text-[11px]', 36: 'size-9 text-[13px]' }[size];
  return (
    <span
      aria-hidden="true"
      // A picture and no text: what it stands on goes by the name beside it or in its label, and nobody says "click RM".
      data-initials={initials(name)}
      className={`inline-flex shrink-0 items-center justify-center rounded-full bg-accent-soft font-semibold text-accent before:content-[attr(data-initials)] ${box}`}
    />
  );
}

const tones = {
  plain: 'border-line-strong text-ink-2',
  accent: 'border-transparent bg-accent-soft text-accent',
  better: 'border-better/40 text-better',
  worse: 'border-worse/40 text-worse',
  stale: 'border-transparent bg-stale-soft text-stale',
};

export function Badge({
  tone = 'plain',
  title,
  children,
}: {
  tone?: keyof typeof tones;
  title?: string;
  children: ReactNode;
}) {
  return (
    <span
      title={title}
      className={`inline-flex h-5 items-center rounded-[4px] border px-1.5 text-small leading-none font-medium whitespace-nowrap ${tones[tone]}`}
    >
      {children}
    </span>
  );
}

export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd className="inline-flex h-5 min-w-5 items-center justify-center rounded-[4px] border border-line-strong px-1 font-sans text-small text-ink-3">
      {children}
    </kbd>
  );
}

/** How far long work is; without a number where the end is not known. */
export function Progress({ label, percent }: { label: string; percent: number | null }) {
  return (
    <span
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent === null ? undefined : Math.round(percent)}
      className="block h-1 overflow-hidden rounded-full bg-sunken"
    >
      <span
        className={`block h-full rounded-full bg-accent transition-[width] duration-200 ${percent === null ? 'animate-pulse' : ''}`}
        style={{ width: `${percent === null ? 100 : Math.max(2, Math.min(100, percent))}%` }}
      />
    </span>
  );
}

/** Nothing is said quietly, so that what is there stands out. */
export const quiet = (value: number) => (value === 0 ? 'font-normal! text-ink-3' : '');
