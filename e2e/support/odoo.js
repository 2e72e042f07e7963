/** Asks the Odoo behind the demo directly, so that what the screens show can be compared with the source itself. */
export function odooClient({ url, database, login, key }) {
  let id = 0;
  const call = async (service, method, args) => {
    const answer = await fetch(`${url}/jsonrpc`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', method: 'call', params: { service, method, args }, id: ++id }),
    });
    const body = await answer.json();
    if (body.error) throw new Error(body.error.data?.message ?? body.error.message);
    return body.result;
  };
  let uid;
  return {
    async execute(model, method, args, options = {}) {
      uid ??= await call('common', 'authenticate', [database, login, key, {}]);
      return call('object', 'execute_kw', [database, uid, key, model, method, args, options]);
    },
    /** All records, archived ones included. */
    async all(model, fields, domain = []) {
      return this.execute(model, 'search_read', [domain], {
        fields,
        order: 'id asc',
        context: { active_test: false },
      });
    },
  };
}

const keyOf = (many2one) => (Array.isArray(many2one) ? many2one[0] : many2one || null);

/**
 * The plain truth, computed from Odoo's records without any of the product's code: the open opportunities that a user
 * may see, apart by mine and team. A naive walk up the tree per record.
 */
export async function visibleOpen(odoo, { email, role }) {
  const [users, employees, teams, stages, leads] = await Promise.all([
    odoo.all('res.users', ['login', 'email', 'active']),
    odoo.all('hr.employee', ['name', 'user_id', 'parent_id']),
    odoo.all('crm.team', ['user_id']),
    odoo.all('crm.stage', ['is_won']),
    odoo.all('crm.lead', ['name', 'type', 'active', 'stage_id', 'user_id', 'team_id', 'expected_revenue']),
  ]);
  const everything = role === 'ADMIN' || role === 'CEO';
  const viewer = users.find((user) => user.active && (user.login === email || user.email === email)) ?? { id: -1 };
  const employeeOf = new Map(employees.filter((e) => keyOf(e.user_id)).map((e) => [keyOf(e.user_id), e]));
  const employee = new Map(employees.map((e) => [e.id, e]));
  const won = new Set(stages.filter((stage) => stage.is_won).map((stage) => stage.id));
  const led = new Set(teams.filter((team) => keyOf(team.user_id) === viewer.id).map((team) => team.id));
  const isBelow = (owner) => {
    const seen = new Set();
    for (let e = employeeOf.get(owner); e && !seen.has(e.id); e = employee.get(keyOf(e.parent_id))) {
      seen.add(e.id);
      const boss = employee.get(keyOf(e.parent_id));
      if (boss && keyOf(boss.user_id) === viewer.id) return true;
    }
    return false;
  };
  const open = leads.filter((lead) => lead.type === 'opportunity' && lead.active && !won.has(keyOf(lead.stage_id)));
  const mine = open.filter((lead) => keyOf(lead.user_id) === viewer.id);
  const team = open.filter(
    (lead) =>
      keyOf(lead.user_id) !== viewer.id &&
      (everything ||
        (keyOf(lead.user_id) ? isBelow(keyOf(lead.user_id)) : role === 'MANAGER') ||
        led.has(keyOf(lead.team_id))),
  );
  return { all: open, mine, team };
}
