import type { Dashboard } from '../../api/types';
import type { View } from '../../url/view';

/** What each panel of the dashboard is given. */
export interface DashboardPart {
  data: Dashboard;
  whose: Pick<View, 'scope' | 'person'>;
  /** Names the question, so that only news marks itself. */
  question: string;
}
