import type { LaunchState } from '@mail-settings/core';

export const languages = ['en', 'ru'] as const;
export type Language = (typeof languages)[number];

/** The portal's own words; those of the component are its own. */
export type Words = {
  product: string;
  skip: string;
  administration: string;
  sections: string;
  email: string;
  actions: string;
  settings: string;
  domains: string;
  monitoring: string;
  launch: string;
  mailing: string;
  subject: string;
  from: string;
  recipients: string;
  status: string;
  notLaunched: string;
  unknown: string;
  madeUp: string;
  states: Record<LaunchState, string>;
  language: string;
  theme: string;
  themes: Record<Theme, string>;
  user: string;
  users: Record<string, string>;
};

export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export const words: Record<Language, Words> = {
  en: {
    product: 'Example Trading',
    skip: 'Skip to content',
    administration: 'Administration',
    sections: 'Sections',
    email: 'Email',
    actions: 'Actions',
    settings: 'Email settings',
    domains: 'Sender domains',
    monitoring: 'Mailing monitoring',
    launch: 'Launch a mailing',
    mailing: 'Mailing',
    subject: 'Subject',
    from: 'From',
    recipients: 'Recipients',
    status: 'Status',
    notLaunched: 'Draft',
    unknown: 'Unknown',
    madeUp: 'The recipients are fictional; their addresses cannot exist.',
    states: {
      preparing: 'Preparing',
      sending: 'Sending',
      queued: 'Queued',
      completed: 'Completed',
      stopped: 'Stopped',
      expired: 'Expired',
      failed: 'Failed',
    },
    language: 'Language',
    theme: 'Theme',
    themes: { auto: 'System theme', light: 'Light theme', dark: 'Dark theme' },
    user: 'User',
    users: {
      administrator: 'Administrator',
      viewer: 'Viewer',
      support: 'Support only',
      nobody: 'Signed out',
    },
  },
  ru: {
    product: 'Example Trading',
    skip: 'К содержанию',
    administration: 'Администрирование',
    sections: 'Разделы',
    email: 'Email',
    actions: 'Действия',
    settings: 'Настройки email-рассылок',
    domains: 'Домены отправителя',
    monitoring: 'Мониторинг рассылок',
    launch: 'Запустить рассылку',
    mailing: 'Рассылка',
    subject: 'Тема',
    from: 'Отправитель',
    recipients: 'Получатели',
    status: 'Состояние',
    notLaunched: 'Черновик',
    unknown: 'Неизвестно',
    madeUp: 'Получатели вымышлены, таких адресов не бывает.',
    states: {
      preparing: 'Подготовка',
      sending: 'Отправляется',
      queued: 'В очереди',
      completed: 'Завершена',
      stopped: 'Остановлена',
      expired: 'Срок истёк',
      failed: 'Не удалась',
    },
    language: 'Язык',
    theme: 'Тема',
    themes: { auto: 'Системная тема', light: 'Светлая тема', dark: 'Тёмная тема' },
    user: 'Пользователь',
    users: {
      administrator: 'Администратор',
      viewer: 'Наблюдатель',
      support: 'Только поддержка',
      nobody: 'Не вошёл',
    },
  },
};
