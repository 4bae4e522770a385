import { Link, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Contact } from '../../../server/contacts/contacts.schemas.ts'
import { channelName } from '../accounts/handle.ts'
import { Ago } from '../parts/Ago.tsx'
import { Avatar } from '../parts/Avatar.tsx'
import { Chip } from '../parts/Chip.tsx'
import type { ListOf } from '../parts/list.ts'
import { selectColumn } from '../parts/selectColumn.tsx'
import { Table, type Column } from '../parts/Table.tsx'
import type { Selection } from '../parts/useSelection.ts'
import { ConsentChip } from './ConsentChip.tsx'
import { contactName } from './contactName.ts'

const tagsShown = 1

type Props = {
  list: ListOf<Contact>
  /** Null: the reader may change nothing. */
  selection: Selection | null
}

/** The table of people. */
export function ContactsTable({ list, selection }: Props) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const nameOf = (contact: Contact) => contactName(contact, t('contacts.someone'))
  const columns: Column<Contact>[] = [
    ...(selection
      ? [selectColumn<Contact>(selection, t('bulk.selectLoaded'), (contact) => t('bulk.select', { name: nameOf(contact) }))]
      : []),
    { id: 'person', title: t('contacts.column.person'), cell: (contact) => <Person contact={contact} /> },
    { id: 'reach', title: t('contacts.column.reach'), cell: (contact) => <Reach {...contact} />, from: 'sm', className: 'lg:w-[18%]' },
    {
      id: 'channels',
      title: t('contacts.column.channels'),
      cell: ({ channels }) => channels.map((channel) => channelName(t, channel)).join(', ') || <span className="text-soft">–</span>,
      from: 'lg',
      className: 'w-26',
    },
    { id: 'tags', title: t('contacts.column.tags'), cell: ({ tags }) => <Tags tags={tags} />, from: 'lg', className: 'w-34' },
    {
      id: 'consent',
      title: t('contacts.column.consent'),
      cell: (contact) => <ConsentChip contact={contact} />,
      className: 'w-36 px-2 sm:w-36 sm:px-4',
    },
    {
      id: 'seen',
      title: `${t('contacts.column.seen')} · ${t('contacts.column.source')}`,
      cell: ({ lastSeenAt, source }) => (
        <>
          <Ago at={lastSeenAt} justNow={t('justNow')} className="block truncate" />
          <span className="block truncate text-xs text-soft">{t(`contacts.source.${source}`)}</span>
        </>
      ),
      from: 'sm',
      className: 'w-40',
    },
  ]
  const open = (contactId: string) => void navigate({ to: '/contacts/$contactId', params: { contactId } })
  const roomBelow = selection !== null && selection.ids.length > 0
  return <Table label={t('contacts.title')} list={list} columns={columns} rowHeight={60} open={null} onOpen={open} roomBelow={roomBelow} />
}

function Person({ contact }: { contact: Contact }) {
  const { t } = useTranslation()
  const name = contactName(contact, t('contacts.someone'))
  const under = contact.username && name !== `@${contact.username}` ? `@${contact.username}` : null
  return (
    <div className="flex items-center gap-3">
      <Avatar name={name} className="hidden sm:grid" />
      <div className="min-w-0 grow">
        <Link
          to="/contacts/$contactId"
          params={{ contactId: contact.id }}
          onClick={(click) => click.stopPropagation()}
          className="block max-w-full truncate rounded font-bold hover:underline"
        >
          {name}
        </Link>
        {under && <span className="hidden truncate text-xs text-soft sm:block">{under}</span>}
        <span className="block truncate text-xs text-soft sm:hidden">{contact.email ?? contact.phone ?? under}</span>
      </div>
    </div>
  )
}

const Reach = ({ email, phone }: Pick<Contact, 'email' | 'phone'>) => (
  <>
    {email && <span className="block truncate">{email}</span>}
    {phone && <span className={email ? 'block truncate text-xs text-soft' : 'block truncate'}>{phone}</span>}
    {!email && !phone && <span className="text-soft">–</span>}
  </>
)

const Tags = ({ tags }: { tags: string[] }) => (
  <span className="flex min-w-0 items-center gap-1" title={tags.join(', ')}>
    {tags.slice(0, tagsShown).map((tag) => (
      <Chip key={tag} className="min-w-0">
        {tag}
      </Chip>
    ))}
    {tags.length > tagsShown && <span className="shrink-0 text-xs text-soft">+{tags.length - tagsShown}</span>}
  </span>
)
