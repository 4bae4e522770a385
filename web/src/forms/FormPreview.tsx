import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PreviewInput } from '../../../server/forms/forms.schemas.ts'
import { api } from '../api.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { Choice } from '../parts/Choice.tsx'
import type { FormDraft } from './formDraft.ts'

const calmMs = 300

/** The public pages of a form while it is edited, as the server makes them; nothing in them can be sent. */
export function FormPreview({ draft }: { draft: FormDraft }) {
  const { t } = useTranslation()
  const [shown, setShown] = useState<'form' | 'sent'>('form')
  const wanted = JSON.stringify({
    name: draft.name.trim() || t('forms.untitled'),
    fields: draft.fields.map(({ label, type, required }) => ({ label, type, required })),
    consentText: draft.asksConsent ? draft.consentText : null,
    continue: draft.continue,
  } satisfies PreviewInput)
  const [settled, setSettled] = useState(wanted)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(wanted), calmMs)
    return () => clearTimeout(timer)
  }, [wanted])
  const query = useQuery({
    queryKey: ['formPreview', settled],
    queryFn: ({ signal }) => api.previewForm(JSON.parse(settled) as PreviewInput, signal),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 30_000,
  })
  return (
    <div className="grid gap-3">
      <Choice
        label={t('forms.previewOf')}
        value={shown}
        onChange={setShown}
        options={[
          { value: 'form', label: t('forms.previewForm') },
          { value: 'sent', label: t('forms.previewSent') },
        ]}
        className="justify-self-center"
      />
      <Loaded query={query} className="">
        {(pages) => (
          <iframe
            title={t('forms.preview')}
            sandbox=""
            srcDoc={pages[shown]}
            tabIndex={-1}
            className="h-[min(40rem,calc(100dvh-14rem))] w-full rounded-2xl border border-line bg-card shadow-card"
          />
        )}
      </Loaded>
      <p className="text-center text-sm text-soft">{t('forms.previewText')}</p>
    </div>
  )
}
