import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { ShownAudit } from '../../../server/admin/audit.schemas.ts'

const look = 'underline decoration-line underline-offset-4 hover:decoration-current'

/** The name of what something was done to, as a link to its page where it has one. */
export function SubjectLink({ row, children }: { row: ShownAudit; children: ReactNode }) {
  const { subjectId } = row
  switch (subjectId === null ? '' : row.action.split('.')[0]) {
    case 'automation':
      return (
        <Link to="/automations/$automationId" params={{ automationId: subjectId! }} className={look}>
          {children}
        </Link>
      )
    case 'endpoint':
      return (
        <Link to="/settings/endpoints/$endpointId" params={{ endpointId: subjectId! }} className={look}>
          {children}
        </Link>
      )
    case 'form':
      return (
        <Link to="/leads/forms/$formId" params={{ formId: subjectId! }} className={look}>
          {children}
        </Link>
      )
    case 'lead':
    case 'dm':
      return (
        <Link to="/leads/$leadId" params={{ leadId: subjectId! }} className={look}>
          {children}
        </Link>
      )
    case 'account':
    case 'connection':
    case 'lead_form':
    case 'template':
      return (
        <Link to="/settings" className={look}>
          {children}
        </Link>
      )
    case 'member':
    case 'invitation':
      return (
        <Link to="/settings/team" className={look}>
          {children}
        </Link>
      )
    case 'key':
      return (
        <Link to="/settings/keys" className={look}>
          {children}
        </Link>
      )
    case 'tag':
      return (
        <Link to="/settings/tags" className={look}>
          {children}
        </Link>
      )
    case 'doctor':
      return (
        <Link to="/settings/doctor" className={look}>
          {children}
        </Link>
      )
    default:
      return children
  }
}
