import type { GraphCall } from '../platform/call.ts'
import { GraphError, refuse } from '../platform/errors.ts'
import { hasTask, pageOf } from './pages.ts'

/**
 * Checks that a call may read leads (meta-platform.md 6.1, 11.6): the permission, the person's task on the Page, and that the business has
 * not taken the app off its list.
 * Errors: 10 or 200 (a setting); 200 "CRM access has been revoked from Lead Access Manager" (13.1, row 1.27).
 */
export function needLeadAccess({ world, account, token }: GraphCall): void {
  const page = pageOf(world, account)
  if (!token.scopes.includes('leads_retrieval')) {
    if (world.settings.current().leads.noPermissionAs === '10') throw refuse.missingPermission('leads_retrieval')
    throw new GraphError(200, 'Requires leads_retrieval permission to manage the object')
  }
  if (!hasTask(page, 'ADVERTISE', 'MANAGE_LEADS'))
    throw new GraphError(200, 'User does not have sufficient administrative permission for this action on this page.')
  if (!page.leadAccess) throw refuse.leadAccessRevoked()
}

/** The fields of `has_lead_access`, which an app asks before it fails (13.2, row 2.37). */
export function leadAccessShown({ world, account, token }: GraphCall): Record<string, unknown> {
  const page = pageOf(world, account)
  const app = token.scopes.includes('leads_retrieval')
  const user = hasTask(page, 'ADVERTISE', 'MANAGE_LEADS')
  const can = app && user && page.leadAccess
  const why = !app
    ? ['The app does not have the leads_retrieval permission.', 'Grant leads_retrieval to the app.']
    : !user
      ? ['The user cannot advertise on the Page.', 'Give the user the Advertise task on the Page.']
      : ['CRM access has been revoked from Lead Access Manager', 'Assign the CRM in Business Settings, Integrations, Leads access.']
  return {
    can_access_lead: can,
    enabled_lead_access_manager: !page.leadAccess,
    app_has_leads_permission: app && page.leadAccess,
    user_has_leads_permission: user,
    is_page_admin: hasTask(page),
    ...(!can && { failure_reason: why[0], failure_resolution: why[1] }),
  }
}
