import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { TextArea } from '../parts/Field.tsx'
import { SaveForm } from '../parts/SaveForm.tsx'
import { Section } from '../parts/Section.tsx'
import { queries } from '../queries.ts'
import { channelName } from './handle.ts'
import { useWorkspaceForm } from './useWorkspaceForm.ts'

type Texts = Record<string, string>

/** The text of messages to leads that name none, for each channel that links to a chat. */
export function DefaultTextsCard() {
  const { t } = useTranslation()
  const { data: installed } = useQuery(queries.channels)
  const channels = installed?.data.filter(({ hasChatLink }) => hasChatLink) ?? []
  if (channels.length === 0) return null
  return <TextsForm channels={channels.map(({ name }) => ({ name, title: channelName(t, name) }))} />
}

function TextsForm({ channels }: { channels: { name: string; title: string }[] }) {
  const { t } = useTranslation()
  const { form, saving } = useWorkspaceForm<Texts>(
    ({ dmTexts }) => Object.fromEntries(channels.map(({ name }) => [name, dmTexts[name] ?? ''])),
    (changed) => ({ dmTexts: Object.fromEntries(Object.entries(changed).map(([name, text]) => [name, text?.trim() || null])) }),
  )
  return (
    <Section title={t('settings.dmTexts')}>
      <p className="text-sm text-soft">{t('settings.dmTextsText')}</p>
      <SaveForm label={t('settings.save')} {...saving} className="grid gap-5 lg:grid-cols-2">
        {channels.map(({ name, title }) => (
          <TextArea key={name} label={title} maxLength={4_000} {...form.register(name)} />
        ))}
      </SaveForm>
    </Section>
  )
}
