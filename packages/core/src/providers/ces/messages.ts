import * as z from 'zod/mini';
import type { ServiceRecipient, ServiceTemplate } from '../../connection/mail-service.ts';
import { anyCase, defineCall, type Fields, listOf, text } from './call.ts';

/** One message to many: what is the same for all, and everybody's own fields. */
export type CesMessage = {
  fromEmail: string;
  fromName: string;
  subject: string;
  /** Empty where the template has it. */
  html: string;
  recipients: ServiceRecipient[];
};

/** A message with the launch it belongs to; `sendAt` null: now. */
export type CesSending = { emailId: string; sendAt: Date | null; message: CesMessage };

const messageFields = anyCase({
  from_email: text,
  from_name: text,
  subject: text,
  html: text,
  to: listOf(anyCase({ id: z.string(), email: z.string(), name: text })),
  merge_vars: listOf(anyCase({ rcpt: text, vars: listOf(anyCase({ name: text, content: text })) })),
});

const sendingShape = { message: messageFields, email_id: z.string(), send_at: text };
const sendingFields = anyCase(sendingShape);

export const addTemplateCall = defineCall('addTemplate', {
  request: {
    fields: anyCase({
      name: text,
      from_email: text,
      from_name: text,
      subject: text,
      code: text,
      text,
      email_id: z.string(),
    }),
    write: (template: ServiceTemplate): Fields => ({
      name: template.name,
      from_email: template.fromEmail,
      from_name: template.fromName,
      subject: template.subject,
      code: template.html,
      text: template.text,
      email_id: template.emailId,
      images: [],
    }),
    read: (fields): ServiceTemplate => ({
      name: fields.name ?? '',
      fromEmail: fields.from_email ?? '',
      fromName: fields.from_name ?? '',
      subject: fields.subject ?? '',
      html: fields.code ?? '',
      text: fields.text ?? '',
      emailId: fields.email_id,
    }),
  },
  answer: nothing(),
});

export const sendTemplateCall = defineCall('sendTemplate', {
  request: {
    fields: anyCase({ ...sendingShape, template_name: z.string() }),
    write: ({ templateName, ...sending }: CesSending & { templateName: string }): Fields => ({
      template_name: templateName,
      ...writeSending(sending),
    }),
    read: (fields) => ({ templateName: fields.template_name, ...readSending(fields) }),
  },
  answer: nothing(),
});

export const sendCall = defineCall('send', {
  request: { fields: sendingFields, write: writeSending, read: readSending },
  answer: nothing(),
});

export const stopCall = defineCall('stop', {
  request: {
    fields: anyCase({ email_id: z.string() }),
    write: (input: { emailId: string }): Fields => ({ email_id: input.emailId }),
    read: ({ email_id }) => ({ emailId: email_id }),
  },
  answer: nothing(),
});

function nothing() {
  return { fields: anyCase({}), write: (_: null): Fields => ({}), read: () => null };
}

function writeSending({ emailId, sendAt, message }: CesSending): Fields {
  return {
    message: {
      from_email: message.fromEmail,
      from_name: message.fromName,
      subject: message.subject,
      html: message.html,
      important: false,
      inline_css: false,
      track_opens: true,
      track_clicks: true,
      tags: [],
      images: [],
      global_merge_vars: [],
      merge_vars: message.recipients.map(writeMergeVars),
      to: message.recipients.map(({ id, email, name }) => ({ id, email, name, type: 'to' })),
    },
    email_id: emailId,
    send_at: sendAt === null ? '' : sendAt.toISOString().slice(0, 19).replace('T', ' '),
  };
}

function writeMergeVars({ email, fields }: ServiceRecipient): Fields {
  return { rcpt: email, vars: Object.entries(fields).map(([name, content]) => ({ name, content })) };
}

type SendingFields = z.infer<typeof sendingFields>;

function readSending({ message, email_id, send_at }: SendingFields): CesSending {
  const sendAt = send_at ? new Date(`${send_at.trim().replace(' ', 'T')}Z`) : null;
  const fields = new Map(
    message.merge_vars.map(({ rcpt, vars }) => [
      rcpt?.toLowerCase(),
      Object.fromEntries(vars.map(({ name, content }) => [name ?? '', content ?? ''])),
    ]),
  );
  return {
    emailId: email_id,
    sendAt: sendAt && Number.isNaN(sendAt.getTime()) ? null : sendAt,
    message: {
      fromEmail: message.from_email ?? '',
      fromName: message.from_name ?? '',
      subject: message.subject ?? '',
      html: message.html ?? '',
      recipients: message.to.map(({ id, email, name }) => ({
        id,
        email,
        name: name ?? '',
        fields: fields.get(email.toLowerCase()) ?? {},
      })),
    },
  };
}
