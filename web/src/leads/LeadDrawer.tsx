import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { WholeLead } from '../../../server/leads/leads.schemas.ts'
import { ContactTags } from '../contacts/ContactTags.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { Avatar } from '../parts/Avatar.tsx'
import { Button } from '../parts/Button.tsx'
import { Chip } from '../parts/Chip.tsx'
import { Drawer } from '../parts/Drawer.tsx'
import { queries } from '../queries.ts'
import { Attribution } from './Attribution.tsx'
import { Duplicates } from './Duplicates.tsx'
import { LeadActions } from './LeadActions.tsx'
import { LeadChip } from './LeadChip.tsx'
import { LeadFacts } from './LeadFacts.tsx'
import { LeadLadder } from './LeadLadder.tsx'
import { leadName } from './leadName.ts'
import { SendDm } from './SendDm.tsx'

const route = getRouteApi('/frame/leads/$leadId')

/** One lead at its own address: the person, what they left, and what became of it. */
export function LeadDrawer() {
  const { t } = useTranslation()
  const { leadId } = route.useParams()
  const navigate = useNavigate()
  const query = useQuery(queries.lead(leadId))
  const close = () => void navigate({ to: '/leads', search: true })
  return (
    <Drawer
      title={t('leads.one')}
      closeLabel={t('close')}
      onClose={close}
      header={query.data && <LeadChip lead={query.data} />}
      footer={query.data && <LeadActions lead={query.data} onGone={close} />}
    >
      <Loaded query={query}>{(lead) => <LeadDetail key={lead.id} lead={lead} />}</Loaded>
    </Drawer>
  )
}

function LeadDetail({ lead }: { lead: WholeLead }) {
  const { t } = useTranslation()
  const name = leadName(lead, t('activity.somebody'))
  const { eventId, isTest } = lead.attribution
  return (
    <div className="grid gap-7 p-4 pb-10 sm:p-6">
      <header className="flex items-center gap-3.5">
        <Avatar name={name} className="size-12 text-lg" />
        <div className="min-w-0 grow">
          <p className="truncate text-lg font-bold">{name}</p>
          {lead.contact?.username && name !== `@${lead.contact.username}` && <p className="truncate text-soft">@{lead.contact.username}</p>}
        </div>
        {isTest === true && <Chip tone="warn">{t('leads.isTest')}</Chip>}
      </header>
      <Duplicates lead={lead} />
      <LeadFacts lead={lead} />
      {lead.contactId && <ContactTags contactId={lead.contactId} />}
      <section aria-label={t('leads.ladder')}>
        <h3 className="mb-3 text-sm font-bold text-soft">{t('leads.ladder')}</h3>
        <LeadLadder lead={lead} />
        <div className="mt-4 flex flex-wrap gap-2">
          <SendDm lead={lead} />
          {typeof eventId === 'string' && (
            <Button asChild size="sm">
              <Link to="/activity" search={{ event: eventId }}>
                {t('leads.trace')}
              </Link>
            </Button>
          )}
        </div>
      </section>
      <Attribution attribution={lead.attribution} />
    </div>
  )
}
