import { useQuery } from '@tanstack/react-query'
import { Send } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MailTestResult } from '../../../server/mail/mail.schemas.ts'
import { api } from '../api.ts'
import { Button } from '../parts/Button.tsx'
import { TextField } from '../parts/Field.tsx'
import { Notice } from '../parts/Notice.tsx'
import { SaveForm } from '../parts/SaveForm.tsx'
import { Section } from '../parts/Section.tsx'
import { showProblem } from '../problem.ts'
import { queries } from '../queries.ts'
import { useWorkspaceForm } from './useWorkspaceForm.ts'

/** Who gets the notices of the workspace by email, and whether this hub can send any. */
export function NoticesCard() {
  const { t } = useTranslation()
  const { data: mail } = useQuery(queries.mail)
  const [result, setResult] = useState<MailTestResult | null>(null)
  const [isTesting, setTesting] = useState(false)
  const { form, workspace, saving } = useWorkspaceForm(
    ({ noticesEmail }) => ({ email: noticesEmail ?? '' }),
    ({ email }) => ({ noticesEmail: email?.trim() || null }),
  )
  const test = async () => {
    setTesting(true)
    try {
      setResult(await api.testMail(workspace.noticesEmail))
    } catch (trouble) {
      showProblem(t, trouble, () => void test())
    } finally {
      setTesting(false)
    }
  }
  return (
    <Section title={t('notices.title')}>
      {mail && !mail.configured && (
        <Notice tone="warn" title={t('notices.noServer')}>
          {t('notices.noServerText')}
        </Notice>
      )}
      <SaveForm label={t('settings.save')} {...saving}>
        <TextField
          label={t('notices.address')}
          type="email"
          autoComplete="off"
          placeholder={t('notices.everyAdmin')}
          hint={t('notices.addressHint')}
          {...form.register('email')}
        />
      </SaveForm>
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
    </Section>
  )
}
