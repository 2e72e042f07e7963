import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { organizationsQuery, sessionQuery } from '../../api/queries';
import { Failed } from '../../layouts/Failed';
import { PageHead } from '../../layouts/PageHead';
import { Button } from '../../ui/Button';
import { Panel, Skeleton } from '../../ui/Panel';
import { MakeOrganization } from './MakeOrganization';
import { OrganizationDeed, type OrganizationWish } from './OrganizationDeed';
import { OrganizationRow } from './OrganizationRow';

/** The organisations of the platform, for whoever runs it. */
export default function OrganizationsPage() {
  const client = useQueryClient();
  const answer = useQuery(organizationsQuery());
  const own = useQuery(sessionQuery()).data?.organization.slug;
  const [making, setMaking] = useState(false);
  const [wish, setWish] = useState<OrganizationWish | null>(null);
  const items = answer.data?.items ?? [];
  const changed = () => void client.invalidateQueries({ queryKey: ['organizations'] });
  return (
    <>
      <PageHead
        title="Organisations"
        actions={
          <Button variant="primary" onClick={() => setMaking(true)}>
            Make an organisation
          </Button>
        }
      >
        Entering one is seen by its administrators and stands in its audit log.
      </PageHead>
      <div className="px-4 pb-8 md:px-6">
        <Panel title="All" note="Oldest first" flush>
          {answer.isPending && [1, 2, 3].map((key) => <Skeleton key={key} className="mx-5 my-4 h-6" />)}
          {answer.isError && items.length === 0 && <Failed answer={answer} />}
          <ul data-testid="organizations">
            {items.map((each) => (
              <OrganizationRow
                key={each.slug}
                organization={each}
                own={each.slug === own}
                onWish={(kind) => setWish({ kind, organization: each })}
              />
            ))}
          </ul>
        </Panel>
      </div>
      {making && <MakeOrganization onMade={changed} onClose={() => setMaking(false)} />}
      {wish && <OrganizationDeed wish={wish} onDone={changed} onClose={() => setWish(null)} />}
    </>
  );
}
