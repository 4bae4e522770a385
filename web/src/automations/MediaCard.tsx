import { useQuery } from '@tanstack/react-query'
import { Paperclip } from 'lucide-react'
import { useState } from 'react'
import { useFormContext } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { StepOf } from '../../../server/model/automation.ts'
import { api } from '../api.ts'
import { problemText } from '../problem.ts'
import { Field, SelectField, TextField } from '../parts/Field.tsx'
import { queries } from '../queries.ts'
import type { BuilderForm } from './builderForm.ts'
import { oneStep, type CardProps } from './part.ts'
import { SentenceCard } from './SentenceCard.tsx'
import { isWebAddress } from './textChecks.ts'

/** The file as the step has it: nothing that the card does not show is lost. */
export type MediaForm = Pick<StepOf<'media'>, 'media' | 'caption'>

export const mediaPart = oneStep('media', {
  stepOf({ media, caption }, id, purpose) {
    const hasFile = media.mediaId !== undefined || isWebAddress(media.url ?? '')
    if (!hasFile && purpose === 'save') return null
    return { id, type: 'media', media, ...(caption === undefined ? {} : { caption }) }
  },
  formOf: ({ media, caption }) => ({ media, ...(caption === undefined ? {} : { caption }) }),
  missing: ({ media }, t) => (media.mediaId !== undefined || isWebAddress(media.url ?? '') ? null : t('unfinished.noFile')),
  Card: MediaCard,
})

/** "and a file": an image, a video, a document or what else the channel of the account sends. */
function MediaCard({ problems, onFocus, account }: CardProps) {
  const { t } = useTranslation()
  const { watch, setValue } = useFormContext<BuilderForm>()
  const form = watch('parts.media') ?? null
  const { data } = useQuery(queries.channels)
  const sends = data?.data.find(({ name }) => name === account?.channel)?.sends
  const [state, setState] = useState<{ busy?: true; error?: string }>({})
  const types = sends?.media ?? []
  if (!form && types.length === 0) return null
  const set = (next: MediaForm | null) => setValue('parts.media', next, { shouldDirty: true })
  const upload = async (file: File | undefined) => {
    if (!file || !form || !account) return
    setState({ busy: true })
    try {
      const { id } = await api.uploadMedia(account.id, file)
      const { url: _url, ...media } = form.media
      set({ ...form, media: { ...media, mediaId: id, filename: file.name } })
      setState({})
    } catch (trouble) {
      setState({ error: problemText(t, trouble) })
    }
  }
  return (
    <SentenceCard
      icon={Paperclip}
      words={t('builder.media')}
      offText={t('builder.mediaOff')}
      on={form !== null}
      onSwitch={(on) => set(on ? { media: { type: types[0] ?? 'image', url: '' } } : null)}
      problems={problems}
      onFocus={onFocus}
    >
      {form && (
        <>
          <SelectField
            label={t('builder.mediaType')}
            className="w-full"
            value={form.media.type}
            onChange={(change) => {
              const { voice: _voice, ...media } = form.media
              set({ ...form, media: { ...media, type: change.target.value as (typeof types)[number] } })
            }}
          >
            {[...new Set([...types, form.media.type])].map((type) => (
              <option key={type} value={type}>
                {t(`steps.media.${type}`)}
              </option>
            ))}
          </SelectField>
          <TextField
            label={t('builder.mediaUrl')}
            type="url"
            inputMode="url"
            placeholder="https://"
            value={form.media.url ?? ''}
            hint={
              form.media.mediaId === undefined ? undefined : t('builder.mediaStored', { file: form.media.filename ?? form.media.mediaId })
            }
            onChange={(change) => {
              const { mediaId: _mediaId, filename, ...media } = form.media
              const own = form.media.mediaId === undefined && filename !== undefined ? { filename } : {}
              set({ ...form, media: { ...media, ...own, url: change.target.value } })
            }}
          />
          <Field label={t('builder.mediaUpload')} hint={state.busy ? t('builder.mediaBusy') : undefined} error={state.error}>
            {(ids) => (
              <input
                {...ids}
                type="file"
                onChange={(change) => void upload(change.target.files?.[0])}
                className="field w-full py-2 file:mr-3 file:rounded-md file:border-0 file:bg-sunk file:px-3 file:py-1 file:font-semibold file:text-ink"
              />
            )}
          </Field>
          {(sends?.captions || form.caption !== undefined) && (
            <TextField
              label={t('builder.caption')}
              placeholder={t('builder.optional')}
              hint={t('builder.captionHint', { place: '{{username|there}}' })}
              value={form.caption ?? ''}
              onChange={(change) => {
                const { caption: _caption, ...rest } = form
                set(change.target.value === '' ? rest : { ...rest, caption: change.target.value })
              }}
            />
          )}
        </>
      )}
    </SentenceCard>
  )
}
