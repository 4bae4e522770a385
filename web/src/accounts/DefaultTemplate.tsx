import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { Account } from '../../../server/accounts/accounts.schemas.ts'
import type { ShownTemplate } from '../../../server/templates/templates.schemas.ts'
import { ProblemNotice } from '../frame/ProblemNotice.tsx'
import { Button } from '../parts/Button.tsx'
import { Drawer } from '../parts/Drawer.tsx'
import { SelectField } from '../parts/Field.tsx'
import { queries } from '../queries.ts'
import { useAccountSave } from './useAccountSave.ts'

/** The template with which leads are written to after the window (requirement C5): its name, and how it is chosen. */
export function DefaultTemplate({ account, name, mayChange }: { account: Account; name: string; mayChange: boolean }) {
  const { t } = useTranslation()
  const [choosing, setChoosing] = useState(false)
  const { data } = useQuery(queries.approvedTemplates(account.id))
  const chosen = data?.data.find(({ id }) => id === account.defaultTemplateId)
  return (
    <>
      <dt className="text-soft">{t('account.template')}</dt>
      <dd className="wrap-anywhere">
        {account.defaultTemplateId ? (chosen?.name ?? t('account.templateChosen')) : t('account.templateNone')}{' '}
        {mayChange && (
          <button
            type="button"
            aria-haspopup="dialog"
            className="underline underline-offset-4 hover:no-underline"
            onClick={() => setChoosing(true)}
          >
            {t('account.templateChange')}
          </button>
        )}
        {choosing && (
          <Drawer title={t('account.templateTitle', { account: name })} closeLabel={t('close')} onClose={() => setChoosing(false)}>
            {data && (
              <TemplateForm account={account} templates={data.data.filter(({ canSend }) => canSend)} onDone={() => setChoosing(false)} />
            )}
          </Drawer>
        )}
      </dd>
    </>
  )
}

function TemplateForm({ account, templates, onDone }: { account: Account; templates: ShownTemplate[]; onDone: () => void }) {
  const { t } = useTranslation()
  const form = useForm({ defaultValues: { id: account.defaultTemplateId ?? '' } })
  const { register, formState, watch } = form
  const picked = templates.find(({ id }) => id === watch('id'))
  const { submit, trouble } = useAccountSave(form, {
    account,
    changeOf: ({ id }) => ({ defaultTemplateId: id || null }),
    errorsAt: { defaultTemplateId: 'id' },
    onDone,
  })
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="grid gap-5 p-4 sm:p-6">
      <p className="text-soft">{t('account.templateText')}</p>
      <SelectField
        label={t('account.template')}
        className="w-full"
        hint={templates.length === 0 ? t('builder.noTemplates') : t('account.templateHint')}
        error={formState.errors.id?.message}
        {...register('id')}
      >
        <option value="">{t('account.templateNone')}</option>
        {templates.map(({ id, name, language }) => (
          <option key={id} value={id}>{`${name} (${language})`}</option>
        ))}
      </SelectField>
      {picked && <p className="rounded-xl bg-sunk/70 p-3 text-sm break-words whitespace-pre-wrap">{picked.body}</p>}
      <ProblemNotice problem={trouble} />
      <Button type="submit" look="primary" busy={formState.isSubmitting} className="sm:justify-self-start">
        {t('settings.save')}
      </Button>
    </form>
  )
}
