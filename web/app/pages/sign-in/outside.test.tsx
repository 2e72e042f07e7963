import { screen } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { Problem } from '../../api/problem';
import { show } from '../../test/render';
import { QrCode } from '../../ui/QrCode';
import { safeTarget } from '../../url/links';
import ForgotPassword from './ForgotPassword';
import Invitation from './Invitation';
import { dropInvitation, invitationToken, keepInvitation } from './pending';
import ResetPassword from './ResetPassword';
import { wordsFor } from './words';

describe('a forgotten password', () => {
  it('is asked about where mail is sent', () => {
    show(<ForgotPassword />, '/forgot-password', [[['password-resets'], { mail: true }]]);
    expect(screen.getByLabelText('E-mail')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Send the link' })).toBeEnabled();
  });

  it('is for an administrator where none is', () => {
    show(<ForgotPassword />, '/forgot-password', [[['password-resets'], { mail: false }]]);
    expect(screen.getByText(/sends no mail/)).toBeInTheDocument();
    expect(screen.queryByLabelText('E-mail')).toBeNull();
  });

  it('is set anew for whom the link names', () => {
    show(<ResetPassword />, '/reset-password#word', [
      [['password-reset', 'word'], { email: 'mira@acme.test' }],
    ]);
    expect(screen.getByText(/For mira@acme.test/)).toBeInTheDocument();
  });
});

describe('an invitation', () => {
  beforeEach(() => dropInvitation());

  it('says where to, and offers both ways in', () => {
    show(<Invitation />, '/invitation#word', [
      [
        ['invitation', 'word'],
        { organization: 'Acme', email: 'nova@acme.test', role: 'CEO', expires_at: '2026-01-01T09:00:00Z' },
      ],
    ]);
    expect(screen.getByRole('heading', { name: 'Join Acme' })).toBeInTheDocument();
    expect(screen.getByLabelText('Your name')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'I sign in to Sightline already' })).toBeInTheDocument();
  });

  it('waits in the tab, not in an address, while its owner signs in', () => {
    keepInvitation('word');
    expect(invitationToken('')).toBe('word');
    expect(invitationToken('#another')).toBe('another');
    dropInvitation();
    expect(invitationToken('')).toBe('');
    expect(safeTarget('/invitation')).toBe('/invitation');
  });
});

describe('refusals at the door', () => {
  it('say what to do', () => {
    expect(wordsFor(new Problem(401, { code: 'wrong_credentials' }))).toMatch(/Check both/);
    expect(wordsFor(new Problem(401, { code: 'wrong_code', detail: 'Wait for the next one.' }))).toBe(
      'Wait for the next one.',
    );
    expect(wordsFor(new Problem(429, {}, 60))).toMatch(/Too many attempts\. Wait/);
  });
});

describe('a QR code', () => {
  it('is drawn here', () => {
    show(<QrCode text="otpauth://totp/Sightline:a?secret=GEZDGNBV" label="Scan" />);
    const path = screen.getByRole('img', { name: 'Scan' }).querySelector('path');
    expect(path?.getAttribute('d')?.length).toBeGreaterThan(500);
  });
});
