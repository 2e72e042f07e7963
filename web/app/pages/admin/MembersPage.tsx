import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { invitationsQuery, membersQuery, sessionQuery, useMay, useVisiting } from '../../api/queries';
import type { Member } from '../../api/types';
import { Failed } from '../../layouts/Failed';
import { PageHead } from '../../layouts/PageHead';
import { ListEnd } from '../../table/ListEnd';
import { Button } from '../../ui/Button';
import { Message, Panel, Skeleton } from '../../ui/Panel';
import { SearchField } from '../../ui/SearchField';
import { Select } from '../../ui/Select';
import { useUrlState } from '../../url/useUrlState';
import { compact, text } from '../../url/view';
import { counted } from '../../util/format';
import { givenRoles, roleNames } from '../../util/roles';
import { ForgetDialog } from '../privacy/ForgetDialog';
import { ForgetSomebody } from '../privacy/ForgetSomebody';
import type { Subject } from '../privacy/forgetWords';
import { Invitations } from './Invitations';
import { InviteDialog } from './InviteDialog';
import { type Deed, MemberDeed } from './MemberDeed';
import { ApprovalRow, MemberRow } from './MemberRow';

const read = (params: URLSearchParams) => ({
  q: params.get('q') ?? '',
  role: text(params.get('role')),
  status: text(params.get('status')),
});
type Query = ReturnType<typeof read>;
const write = (query: Partial<Query>) => compact(query);

/** Who can sign in, and as what; whoever waits for approval comes first. */
export default function MembersPage() {
  const client = useQueryClient();
  const [query, setQuery] = useUrlState(read, write);
  const [deed, setDeed] = useState<Deed | null>(null);
  const [inviting, setInviting] = useState(false);
  const invitations = useQuery(invitationsQuery());
  const may = useMay();
  const visiting = useVisiting();
  const [forgetting, setForgetting] = useState(false);
  const [subject, setSubject] = useState<Subject | null>(null);
  const me = useQuery(sessionQuery()).data?.account_id;
  const waiting = useInfiniteQuery(membersQuery({ status: 'PENDING' }));
  const list = useInfiniteQuery(membersQuery(query));
  const queue = waiting.data?.pages.flatMap((page) => page.items) ?? [];
  const members = list.data?.pages.flatMap((page) => page.items) ?? [];
  const more = waiting.hasNextPage ? ' or more' : '';
  return (
    <>
      <PageHead
        title="People and roles"
        actions={
          <>
            {may('erase_people') && <Button onClick={() => setForgetting(true)}>Forget somebody…</Button>}
            {!visiting && (
              <Button variant="primary" onClick={() => setInviting(true)}>
                Invite somebody
              </Button>
            )}
          </>
        }
      >
        {queue.length > 0
          ? `${counted(queue.length, 'person waits', 'people wait')}${more} for your approval.`
          : 'Who can sign in, and as what.'}
        {visiting && ' Visitors invite nobody, as that would outlive the visit.'}
      </PageHead>
      <search className="flex flex-wrap items-center gap-2 px-4 pb-3 md:px-6">
        <SearchField
          label="Find by e-mail or name"
          value={query.q}
          onChange={(q) => setQuery({ q }, { replace: true })}
          className="w-64 max-sm:w-full"
        />
        <Select
          label="Role"
          value={query.role ?? ''}
          active={query.role !== null}
          onChange={(role) => setQuery({ role: role || null })}
        >
          <option value="">Every role</option>
          {givenRoles.map(({ role }) => (
            <option key={role} value={role}>
              {roleNames[role]}
            </option>
          ))}
        </Select>
        <Select
          label="Status"
          value={query.status ?? ''}
          active={query.status !== null}
          onChange={(status) => setQuery({ status: status || null })}
        >
          <option value="">Every status</option>
          <option value="ACTIVE">Active</option>
          <option value="PENDING">Waiting</option>
          <option value="DEACTIVATED">Deactivated</option>
        </Select>
      </search>
      <div className="flex flex-col gap-4 px-4 pb-8 md:px-6">
        {queue.length > 0 && (
          <Panel
            title="Waiting for approval"
            note={<span className="max-sm:hidden">They see nothing until you let them in</span>}
            flush
          >
            <ul data-testid="approvals">
              {queue.map((member) => (
                <ApprovalRow key={member.account_id} member={member} onDeed={setDeed} />
              ))}
            </ul>
          </Panel>
        )}
        {/* Whoever waits comes first: what is below must not jump when they do. */}
        {waiting.isPending || invitations.isPending ? (
          <Skeleton className="h-80 w-full" />
        ) : (
          <>
            <Invitations />
            <Panel title="Everybody" flush>
              {list.isPending && [1, 2, 3, 4].map((key) => <Skeleton key={key} className="mx-5 my-4 h-6" />)}
              {list.isError && members.length === 0 && <Failed answer={list} />}
              {list.isSuccess && members.length === 0 && (
                <Message title="Nobody is like that">
                  Search for something else, or choose every role.
                </Message>
              )}
              <ul data-testid="members">
                {members.map((member: Member) => (
                  <MemberRow
                    key={member.account_id}
                    member={member}
                    self={member.account_id === me}
                    mayForget={may('erase_people')}
                    onDeed={setDeed}
                  />
                ))}
              </ul>
              <ListEnd
                shown={members.length}
                total={null}
                hasMore={list.hasNextPage}
                loading={list.isFetchingNextPage}
                failed={list.isFetchNextPageError}
                onMore={() => void list.fetchNextPage()}
              />
            </Panel>
          </>
        )}
      </div>
      {inviting && (
        <InviteDialog
          mail={invitations.data?.mail ?? false}
          onDone={() => void client.invalidateQueries({ queryKey: ['invitations'] })}
          onClose={() => setInviting(false)}
        />
      )}
      {forgetting && !subject && (
        <ForgetSomebody onChoose={setSubject} onClose={() => setForgetting(false)} />
      )}
      {subject && (
        <ForgetDialog
          subject={subject}
          onClose={() => {
            setSubject(null);
            setForgetting(false);
          }}
        />
      )}
      {deed && (
        <MemberDeed
          deed={deed}
          onClose={() => setDeed(null)}
          onDone={() => void client.invalidateQueries({ queryKey: ['members'] })}
        />
      )}
    </>
  );
}
