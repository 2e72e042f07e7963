import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { SyncIssue } from '../../api/types';
import { show } from '../../test/render';
import DataQualityPage from './DataQualityPage';

const issue = (type: string, id: string, name: string): SyncIssue => ({
  kind: 'odd',
  title: 'Odd records',
  explanation: 'Kept and shown as they are.',
  subject: { type, id, name },
  detail: null,
  since: '2026-11-28T09:00:00Z',
});

describe('data quality', () => {
  it('leads to where each record is, and nowhere where there is no such place', () => {
    show(<DataQualityPage />, '/admin/data-quality', [
      [
        ['sync-issues'],
        {
          items: [
            issue('user', 'odoo-6', 'A user'),
            issue('employee', 'odoo-3', 'An employee'),
            issue('person', 'user-odoo-9', 'A person'),
            issue('opportunity', 'odoo-5', 'A deal'),
            issue('account', 'odoo-7', 'A customer'),
            issue('model', 'crm.tag', 'Tags'),
          ],
          counts: { odd: 6 },
        },
      ],
    ]);
    const leads = (name: string) => screen.getByRole('link', { name }).getAttribute('href');
    expect(leads('A user')).toBe('/team?person=user-odoo-6');
    expect(leads('An employee')).toBe('/team?person=employee-odoo-3');
    expect(leads('A person')).toBe('/team?person=user-odoo-9');
    expect(leads('A deal')).toMatch(/^\/opportunities\/odoo-5/);
    expect(leads('A customer')).toBe('/accounts/odoo-7');
    expect(screen.getByText('Tags').closest('a')).toBeNull();
  });
});
