import { useQuery, useQueryClient } from '@tanstack/react-query'
import { ExternalLink } from 'lucide-react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { PublicTexts } from '../../../server/privacy/privacy.schemas.ts'
import { api } from '../api.ts'
import { Button } from '../parts/Button.tsx'
import { CopyField } from '../parts/CopyField.tsx'
import { TextArea, TextField } from '../parts/Field.tsx'
import { Notice } from '../parts/Notice.tsx'
import { showNote } from '../parts/notes.tsx'
import { showProblem } from '../problem.ts'
import { queries } from '../queries.ts'

/** The public pages of the workspace, and the addresses that the settings of an app at the platform ask for (requirement H9). */
export function PrivacyCard() {
  const { t } = useTranslation()
  const { data: texts } = useQuery(queries.privacy)
  return (
    <section aria-labelledby="privacy" className="mt-10">
      <h2 id="privacy" className="mb-1 text-lg font-bold">
        {t('privacy.title')}
      </h2>
      <p className="mb-4 max-w-prose text-sm text-soft">{t('privacy.text')}</p>
      {texts && (
        <div className="grid gap-4">
          <TextsForm texts={texts} />
          <Addresses texts={texts} />
        </div>
      )}
    </section>
  )
}

type Values = { privacy: string; terms: string; contactEmail: string }
const valuesOf = ({ privacy, terms, contactEmail }: PublicTexts): Values => ({
  privacy: privacy ?? '',
  terms: terms ?? '',
  contactEmail: contactEmail ?? '',
})

function TextsForm({ texts }: { texts: PublicTexts }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { register, handleSubmit, formState, reset } = useForm<Values>({ defaultValues: valuesOf(texts) })
  const save = async (values: Values) => {
    try {
      const saved = await api.changePrivacy({
        privacy: values.privacy.trim() || null,
        terms: values.terms.trim() || null,
        contactEmail: values.contactEmail.trim() || null,
      })
      client.setQueryData(queries.privacy.queryKey, saved)
      reset(valuesOf(saved))
      showNote(t('settings.saved'))
    } catch (trouble) {
      showProblem(t, trouble, () => void save(values))
    }
  }
  const page = (name: 'policy' | 'terms', url: string) => (
    <Button asChild size="sm" className="justify-self-start">
      <a href={url} target="_blank" rel="noreferrer">
        <ExternalLink aria-hidden />
        {t('privacy.open', { page: t(`privacy.${name}`) })}
      </a>
    </Button>
  )
  return (
    <form
      noValidate
      onSubmit={(submit) => void handleSubmit(save)(submit)}
      className="grid gap-5 rounded-2xl border border-line bg-card p-5 shadow-card"
    >
      {texts.contactEmail === null && texts.defaults.contactEmail === null && (
        <Notice tone="warn" title={t('privacy.noContact')}>
          {t('privacy.noContactText')}
        </Notice>
      )}
      <TextField
        label={t('privacy.contact')}
        hint={t('privacy.contactHint')}
        type="email"
        autoComplete="off"
        placeholder={texts.defaults.contactEmail ?? ''}
        {...register('contactEmail')}
      />
      <TextArea label={t('privacy.policy')} hint={t('privacy.ownHint')} className="max-h-96" {...register('privacy')} />
      <TextArea label={t('privacy.terms')} hint={t('privacy.ownHint')} className="max-h-96" {...register('terms')} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="primary" disabled={!formState.isDirty} busy={formState.isSubmitting}>
          {t('settings.save')}
        </Button>
        {page('policy', texts.addresses.privacy)}
        {page('terms', texts.addresses.terms)}
      </div>
    </form>
  )
}

function Addresses({ texts: { addresses } }: { texts: PublicTexts }) {
  const { t } = useTranslation()
  const labels = { copyLabel: t('privacy.copy'), copiedLabel: t('privacy.copied') }
  return (
    <section aria-labelledby="app-addresses" className="grid gap-5 rounded-2xl border border-line bg-card p-5 shadow-card">
      <h3 id="app-addresses" className="font-semibold">
        {t('privacy.addresses')}
      </h3>
      {!addresses.privacy.startsWith('https://') && <Notice tone="warn">{t('privacy.local')}</Notice>}
      <CopyField label={t('privacy.policyUrl')} value={addresses.privacy} {...labels} />
      <CopyField label={t('privacy.termsUrl')} value={addresses.terms} {...labels} />
      <CopyField label={t('privacy.dataDeletion')} value={addresses.dataDeletion} {...labels} />
      <CopyField label={t('privacy.deauthorize')} value={addresses.deauthorize} {...labels} />
    </section>
  )
}
