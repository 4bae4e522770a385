import { useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { Send } from 'lucide-react'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { MailTestResult } from '../../../server/mail/mail.schemas.ts'
import { api } from '../api.ts'
import { Button } from '../parts/Button.tsx'
import { TextField } from '../parts/Field.tsx'
import { Notice } from '../parts/Notice.tsx'
import { showNote } from '../parts/notes.tsx'
import { showProblem } from '../problem.ts'
import { queries } from '../queries.ts'

/** Who gets the notices of the workspace by email, and whether this hub can send any. */
export function NoticesCard() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { data: me } = useSuspenseQuery(queries.me)
  const { data: mail } = useQuery(queries.mail)
  const [result, setResult] = useState<MailTestResult | null>(null)
  const [isTesting, setTesting] = useState(false)
  const { register, handleSubmit, formState, reset } = useForm({ defaultValues: { email: me.workspace.noticesEmail ?? '' } })

  const save = async ({ email }: { email: string }) => {
    try {
      const { noticesEmail } = await api.changeWorkspace({ noticesEmail: email.trim() || null })
      await client.invalidateQueries({ queryKey: ['me'] })
      reset({ email: noticesEmail ?? '' })
      showNote(t('settings.saved'))
    } catch (trouble) {
      showProblem(t, trouble, () => void save({ email }))
    }
  }
  const test = async () => {
    setTesting(true)
    try {
      setResult(await api.testMail(me.workspace.noticesEmail))
    } catch (trouble) {
      showProblem(t, trouble, () => void test())
    } finally {
      setTesting(false)
    }
  }
  return (
    <section aria-labelledby="notices" className="mt-10">
      <h2 id="notices" className="mb-4 text-lg font-bold">
        {t('notices.title')}
      </h2>
      <div className="grid gap-5 rounded-2xl border border-line bg-card p-5 shadow-card">
        {mail && !mail.configured && (
          <Notice tone="warn" title={t('notices.noServer')}>
            {t('notices.noServerText')}
          </Notice>
        )}
        <form noValidate onSubmit={(submit) => void handleSubmit(save)(submit)} className="grid items-start gap-4 sm:grid-cols-[1fr_auto]">
          <TextField
            label={t('notices.address')}
            type="email"
            autoComplete="off"
            placeholder={t('notices.everyAdmin')}
            hint={t('notices.addressHint')}
            {...register('email')}
          />
          <Button
            type="submit"
            look="primary"
            className="justify-self-start sm:mt-7"
            disabled={!formState.isDirty}
            busy={formState.isSubmitting}
          >
            {t('settings.save')}
          </Button>
        </form>
        {mail?.configured && (
          <div className="flex flex-wrap items-center gap-3 border-t border-line pt-4">
            <p className="grow text-sm text-soft">{t('notices.from', { address: mail.from })}</p>
            <Button busy={isTesting} onClick={() => void test()}>
              <Send aria-hidden />
              {t('notices.test')}
            </Button>
          </div>
        )}
        <div role="status">
          {result && (
            <Notice tone={result.sent ? 'info' : 'warn'} title={result.text}>
              {result.response && t('notices.response', { response: result.response })}
            </Notice>
          )}
        </div>
      </div>
    </section>
  )
}
