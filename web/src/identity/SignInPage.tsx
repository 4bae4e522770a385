import { useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { api, ApiError } from '../api.ts'
import { Mark } from '../frame/Mark.tsx'
import { Scene } from '../frame/Scene.tsx'
import { Button } from '../parts/Button.tsx'
import { TextField } from '../parts/Field.tsx'
import { Notice } from '../parts/Notice.tsx'
import { problemText } from '../problem.ts'
import { queries } from '../queries.ts'

const route = getRouteApi('/sign-in')

/** E-mail and password, then on to where one wanted to go. */
export function SignInPage() {
  const { t } = useTranslation()
  const { to } = route.useSearch()
  const client = useQueryClient()
  const router = useRouter()
  const { register, handleSubmit, formState } = useForm<{ email: string; password: string }>()
  const [trouble, setTrouble] = useState<unknown>(null)
  useEffect(() => {
    document.title = `${t('signIn.title')} · AutoDM Hub`
  }, [t])

  const enter = async ({ email, password }: { email: string; password: string }) => {
    setTrouble(null)
    try {
      await api.signIn(email, password)
      await client.fetchQuery({ ...queries.me, staleTime: 0 })
      // Only our own addresses: `//elsewhere` would lead away.
      router.history.push(to?.startsWith('/') && !to.startsWith('//') ? to : '/')
    } catch (caught) {
      setTrouble(caught)
    }
  }
  const wrong = trouble instanceof ApiError && trouble.status === 401

  return (
    <div className="grid min-h-dvh lg:grid-cols-[minmax(34rem,1fr)_minmax(0,0.85fr)]">
      <main className="mx-auto flex w-full max-w-sm flex-col justify-center px-5 py-10">
        <Mark className="size-12" />
        <h1 className="mt-5 text-[1.75rem] leading-tight font-extrabold tracking-tight">{t('signIn.title')}</h1>
        <p className="mt-1.5 mb-7 text-soft">{t('signIn.text')}</p>
        <form noValidate onSubmit={(submit) => void handleSubmit(enter)(submit)} className="grid gap-5">
          <TextField
            label={t('signIn.email')}
            type="email"
            autoComplete="username"
            autoFocus
            error={formState.errors.email?.message}
            {...register('email', { required: t('needed') })}
          />
          <TextField
            label={t('signIn.password')}
            type="password"
            autoComplete="current-password"
            error={formState.errors.password?.message}
            {...register('password', { required: t('needed') })}
          />
          {trouble !== null && <Notice tone="bad">{wrong ? t('signIn.wrong') : problemText(t, trouble)}</Notice>}
          <Button type="submit" look="primary" busy={formState.isSubmitting}>
            {t('signIn.enter')}
          </Button>
        </form>
      </main>
      <Scene />
    </div>
  )
}
