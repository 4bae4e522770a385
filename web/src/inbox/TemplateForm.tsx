import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '../../../server/conversations/conversations.schemas.ts'
import type { ShownTemplate } from '../../../server/templates/templates.schemas.ts'
import { api } from '../api.ts'
import { Button } from '../parts/Button.tsx'
import { SelectField, TextField } from '../parts/Field.tsx'
import { Notice } from '../parts/Notice.tsx'
import { showProblem } from '../problem.ts'
import { queries } from '../queries.ts'

type Place = { id: string; part: 'header' | 'body' | 'buttons'; name: string; label: string }

/** Whether everything that a message of this template needs can be typed here: no file, no location, no cards. */
const isFilledHere = ({ canSend, header, cards }: ShownTemplate) =>
  canSend && cards.length === 0 && (header === null || header.type === 'text')

/** What a message fills, in the order of the template. */
function placesOf({ placeholders, buttons }: ShownTemplate): Place[] {
  const of = (part: 'header' | 'body') =>
    placeholders[part].map((name): Place => ({ id: `${part} ${name}`, part, name, label: `{{${name}}}` }))
  const links = buttons.filter((one) => one.type === 'link' && one.url?.includes('{{'))
  return [
    ...of('header'),
    ...of('body'),
    ...links.map((one, index): Place => ({ id: `buttons ${index}`, part: 'buttons', name: String(index), label: one.title })),
  ]
}

function filled(places: Place[], values: Record<string, string>) {
  const of = (part: Place['part']) => places.filter((one) => one.part === part).map((one) => [one.name, values[one.id] ?? ''] as const)
  const [header, body, buttons] = [of('header'), of('body'), of('buttons')]
  return {
    ...(header.length > 0 && { header: header.map(([, value]) => value) }),
    ...(body.length > 0 && { body: Object.fromEntries(body) }),
    ...(buttons.length > 0 && { buttons: buttons.map(([, value]) => value) }),
  }
}

/** Outside of the window only a template reaches the person: which one, and what stands at its places. */
export function TemplateForm({ conversation: { id, accountId, whyNot } }: { conversation: Conversation }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { data } = useQuery(queries.approvedTemplates(accountId))
  const templates = (data?.data ?? []).filter(isFilledHere)
  const [chosenId, setChosenId] = useState('')
  const [values, setValues] = useState<Record<string, string>>({})
  const [busy, setBusy] = useState(false)
  const chosen = templates.find((one) => one.id === chosenId) ?? null
  const places = chosen ? placesOf(chosen) : []
  const send = async () => {
    if (!chosen) return
    setBusy(true)
    try {
      await api.sendMessage({
        accountId,
        conversationId: id,
        template: { name: chosen.name, language: chosen.language, ...(places.length > 0 && { parameters: filled(places, values) }) },
      })
      setChosenId('')
      setValues({})
      await client.invalidateQueries({ queryKey: ['conversations'] })
    } catch (trouble) {
      showProblem(t, trouble)
    } finally {
      setBusy(false)
    }
  }
  return (
    <form
      className="grid gap-2"
      onSubmit={(submit) => {
        submit.preventDefault()
        void send()
      }}
    >
      <Notice tone="warn">{whyNot?.text}</Notice>
      {data && templates.length === 0 ? (
        <p className="text-sm text-soft">{t('inbox.noTemplates')}</p>
      ) : (
        <div className="flex flex-wrap items-end gap-2">
          <SelectField label={t('inbox.chooseTemplate')} value={chosenId} onChange={(choice) => setChosenId(choice.target.value)}>
            <option value="">{t('inbox.noTemplate')}</option>
            {templates.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name} ({one.language})
              </option>
            ))}
          </SelectField>
          {places.map((place) => (
            <TextField
              key={`${chosenId} ${place.id}`}
              label={place.label}
              value={values[place.id] ?? ''}
              onChange={(change) => setValues({ ...values, [place.id]: change.target.value })}
              required
            />
          ))}
          <Button type="submit" look="primary" busy={busy} disabled={!chosen}>
            {t('inbox.sendTemplate')}
          </Button>
        </div>
      )}
      {chosen && <p className="text-sm whitespace-pre-wrap text-soft">{chosen.body}</p>}
    </form>
  )
}
