import type { ButtonHTMLAttributes, Ref } from 'react';
import { Icon, type IconName } from './icons';

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  variant?: 'primary' | 'outline' | 'ghost';
  icon?: IconName;
  busy?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

const looks = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong font-medium',
  outline: 'border border-line-strong bg-surface text-ink hover:bg-hover font-medium',
  ghost: 'text-ink-2 hover:bg-hover hover:text-ink',
};

/** For links that look like a button; what goes to another page is a link. */
export const buttonLook = (variant: keyof typeof looks) =>
  `inline-flex h-8 items-center justify-center gap-1.5 rounded-control px-3 whitespace-nowrap transition-colors duration-100 disabled:opacity-55 ${looks[variant]}`;

export function Button({
  variant = 'outline',
  icon,
  busy = false,
  className = '',
  children,
  ...rest
}: Props) {
  return (
    <button
      type="button"
      aria-busy={busy || undefined}
      className={`${buttonLook(variant)} ${className}`}
      {...rest}
    >
      {icon && <Icon name={icon} className={busy ? 'animate-spin' : ''} />}
      {children}
    </button>
  );
}

/** A button that is only an icon always has a name. */
export function IconButton({
  icon,
  label,
  className = '',
  ...rest
}: Omit<Props, 'children' | 'icon' | 'variant' | 'busy'> & { icon: IconName; label: string }) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={`inline-flex size-8 items-center justify-center rounded-control text-ink-3 transition-colors duration-100 hover:bg-hover hover:text-ink aria-pressed:bg-accent-soft aria-pressed:text-accent disabled:opacity-40 ${className}`}
      {...rest}
    >
      <Icon name={icon} />
    </button>
  );
}
