#include "real/authority.h"

#include "base/array.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/temporary_folder.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    NAME_BYTES_MAX = 253, /* of a DNS name */
    COMMON_NAME_MAX = 64, /* X.520 */
    SERIAL_BYTES = 16,
    DAYS_VALID = 30,
    DAY_SECONDS = 86400,
};

typedef struct NamedCertificate {
    char *name;
    X509 *certificate;
} NamedCertificate;

struct Authority {
    EVP_PKEY *key;
    X509 *certificate;
    EVP_PKEY *names_key;              /* of all certificates that it signs */
    ARRAY_OF(NamedCertificate) names; /* sorted by name */
    SSL_CTX *tls;
    char *folder; /* what is to be removed; NULL: nothing */
    char *path;
};

/* --- certificates --- */

static bool add_extension(X509 *certificate, X509 *issuer, int kind, const char *value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, kind, value);
    bool good = extension != NULL && X509_add_ext(certificate, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return good;
}

static bool set_serial(X509 *certificate) {
    unsigned char bytes[SERIAL_BYTES];
    if (RAND_bytes(bytes, sizeof bytes) != 1) {
        return false;
    }
    bytes[0] = (unsigned char)((bytes[0] & 0x7F) | 0x40); /* positive, and as long as it looks */
    BIGNUM *number = BN_bin2bn(bytes, sizeof bytes, NULL);
    bool good =
        number != NULL && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != NULL;
    BN_free(number);
    return good;
}

/* A certificate that lacks extensions and signature. NULL: out of memory, or the like. */
static X509 *begin_certificate(EVP_PKEY *key, const char *common_name) {
    X509 *certificate = X509_new();
    bool good =
        certificate != NULL && X509_set_version(certificate, X509_VERSION_3) == 1 &&
        set_serial(certificate) &&
        X509_gmtime_adj(X509_getm_notBefore(certificate), -DAY_SECONDS) != NULL &&
        X509_gmtime_adj(X509_getm_notAfter(certificate), (long)DAYS_VALID * DAY_SECONDS) != NULL &&
        X509_set_pubkey(certificate, key) == 1 &&
        X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
                                   (const unsigned char *)common_name, -1, -1, 0) == 1;
    if (!good) {
        X509_free(certificate);
        return NULL;
    }
    return certificate;
}

/* The authority's own, signed by itself. */
static X509 *make_root(EVP_PKEY *key) {
    X509 *root = begin_certificate(key, "meanwhile latency server");
    bool good = root != NULL && X509_set_issuer_name(root, X509_get_subject_name(root)) == 1 &&
                add_extension(root, root, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
                add_extension(root, root, NID_key_usage, "critical,keyCertSign,cRLSign") &&
                add_extension(root, root, NID_subject_key_identifier, "hash") &&
                X509_sign(root, key, EVP_sha256()) > 0;
    if (!good) {
        X509_free(root);
        return NULL;
    }
    return root;
}

/* `names` as OpenSSL's configuration writes them: "DNS:a.example,IP:127.0.0.1". */
static X509 *make_certificate(const Authority *authority, const char *common_name,
                              const char *names) {
    X509 *issuer = authority->certificate;
    X509 *made = begin_certificate(authority->names_key, common_name);
    bool good = made != NULL && X509_set_issuer_name(made, X509_get_subject_name(issuer)) == 1 &&
                add_extension(made, issuer, NID_basic_constraints, "critical,CA:FALSE") &&
                add_extension(made, issuer, NID_key_usage, "critical,digitalSignature") &&
                add_extension(made, issuer, NID_ext_key_usage, "serverAuth") &&
                add_extension(made, issuer, NID_subject_key_identifier, "hash") &&
                add_extension(made, issuer, NID_authority_key_identifier, "keyid:always") &&
                add_extension(made, issuer, NID_subject_alt_name, names) &&
                X509_sign(made, authority->key, EVP_sha256()) > 0;
    if (!good) {
        X509_free(made);
        return NULL;
    }
    return made;
}

/* --- names --- */

/* What may stand in a certificate: the bytes come from the client. */
static bool is_name(const char *name) {
    size_t length = strlen(name);
    return length > 0 && length <= NAME_BYTES_MAX &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-._") == length;
}

/* Where the name is, or would be. */
static size_t place_of(const Authority *authority, const char *name) {
    size_t low = 0, high = authority->names.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(authority->names.items[middle].name, name) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static X509 *make_for_name(const Authority *authority, const char *name) {
    Text names = {0};
    text_printf(&names, "DNS:%s", name);
    bool is_short = strlen(name) <= COMMON_NAME_MAX;
    X509 *made = make_certificate(authority, is_short ? name : "long name", text_cstr(&names));
    text_release(&names);
    return made;
}

/* The caller frees. */
static X509 *certificate_for(Authority *authority, const char *name) {
    size_t place = place_of(authority, name);
    if (place < authority->names.count && strcmp(authority->names.items[place].name, name) == 0) {
        X509 *known = authority->names.items[place].certificate;
        return X509_up_ref(known) == 1 ? known : NULL;
    }
    X509 *made = make_for_name(authority, name);
    if (made == NULL || authority->names.count >= AUTHORITY_NAMES_MAX || X509_up_ref(made) != 1) {
        return made;
    }
    NamedCertificate named = {.name = memory_copy_string(name), .certificate = made};
    ARRAY_PUSH(&authority->names, named);
    NamedCertificate *at = authority->names.items + place;
    memmove(at + 1, at, (authority->names.count - 1 - place) * sizeof *at);
    *at = named;
    return made;
}

/* --- handshakes --- */

/* Called when the client's hello has been read; 1 goes on, with the certificate that is set. */
static int choose_certificate(SSL *tls, void *context) {
    Authority *authority = context;
    const char *asked = SSL_get_servername(tls, TLSEXT_NAMETYPE_host_name);
    char name[NAME_BYTES_MAX + 1] = "";
    if (asked == NULL || strlen(asked) > NAME_BYTES_MAX) {
        return 1;
    }
    for (size_t i = 0; asked[i] != '\0'; i++) {
        name[i] = (char)(asked[i] >= 'A' && asked[i] <= 'Z' ? asked[i] + 32 : asked[i]);
    }
    if (!is_name(name)) {
        return 1;
    }
    X509 *certificate = certificate_for(authority, name);
    bool good = certificate != NULL && SSL_use_certificate(tls, certificate) == 1 &&
                SSL_use_PrivateKey(tls, authority->names_key) == 1;
    X509_free(certificate);
    return good ? 1 : 0;
}

/* Clients offer h2 too; here HTTP/1.1 is spoken. */
static int choose_protocol(SSL *tls, const unsigned char **chosen, unsigned char *length,
                           const unsigned char *offered, unsigned offered_length, void *context) {
    static const unsigned char SPOKEN[] = "\x08http/1.1";
    (void)tls;
    (void)context;
    unsigned char *found;
    if (SSL_select_next_proto(&found, length, SPOKEN, sizeof SPOKEN - 1, offered, offered_length) !=
        OPENSSL_NPN_NEGOTIATED) {
        return SSL_TLSEXT_ERR_NOACK;
    }
    *chosen = found;
    return SSL_TLSEXT_ERR_OK;
}

static bool make_tls(Authority *authority, const char *address) {
    static const unsigned char SESSIONS[] = "meanwhile";
    Text names = {0};
    text_printf(&names, "DNS:localhost,IP:127.0.0.1,IP:::1,IP:%s", address);
    X509 *own = make_certificate(authority, "localhost", text_cstr(&names));
    text_release(&names);
    SSL_CTX *tls = SSL_CTX_new(TLS_server_method());
    authority->tls = tls;
    bool good = own != NULL && tls != NULL && SSL_CTX_use_certificate(tls, own) == 1 &&
                SSL_CTX_use_PrivateKey(tls, authority->names_key) == 1 &&
                SSL_CTX_set_min_proto_version(tls, TLS1_2_VERSION) == 1 &&
                SSL_CTX_set_num_tickets(tls, 1) == 1 &&
                SSL_CTX_set_session_id_context(tls, SESSIONS, sizeof SESSIONS - 1) == 1;
    X509_free(own);
    if (good) {
        /* Many a client closes the connection without a word of TLS. */
        SSL_CTX_set_options(tls, SSL_OP_IGNORE_UNEXPECTED_EOF | SSL_OP_NO_RENEGOTIATION);
        SSL_CTX_set_mode(tls, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_RELEASE_BUFFERS |
                                  SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
        SSL_CTX_set_read_ahead(tls, 1);
        SSL_CTX_set_cert_cb(tls, choose_certificate, authority);
        SSL_CTX_set_alpn_select_cb(tls, choose_protocol, NULL);
    }
    return good;
}

/* --- the authority --- */

static Status write_certificate(Authority *authority, Error *error) {
    BIO *memory = BIO_new(BIO_s_mem());
    char *bytes = NULL;
    long length = 0;
    if (memory != NULL && PEM_write_bio_X509(memory, authority->certificate) == 1) {
        length = BIO_get_mem_data(memory, &bytes);
    }
    Status status = length > 0 ? file_write(authority->path, bytes, (size_t)length, error)
                               : error_set(error, STATUS_SYSTEM,
                                           "could not make the certificate authority's file");
    BIO_free(memory);
    return status;
}

static Status make_folder(Authority *authority, Error *error) {
    Status status = temporary_folder_make(&authority->folder, "certificates", error);
    if (status == STATUS_OK) {
        Text path = {0};
        text_printf(&path, "%s/authority.pem", authority->folder);
        authority->path = text_take(&path);
    }
    return status;
}

static bool make_keys(Authority *authority, const char *address) {
    authority->key = EVP_EC_gen("P-256");
    authority->names_key = EVP_EC_gen("P-256");
    authority->certificate = authority->key != NULL ? make_root(authority->key) : NULL;
    return authority->certificate != NULL && authority->names_key != NULL &&
           make_tls(authority, address);
}

Status authority_new(Authority **authority, const char *address, Error *error) {
    Authority *made = memory_new_zeroed(1, sizeof *made);
    Status status = make_folder(made, error);
    if (status == STATUS_OK && !make_keys(made, address)) {
        status = error_set(error, STATUS_SYSTEM, "could not make a certificate authority: %s",
                           ERR_reason_error_string(ERR_peek_last_error()));
    }
    if (status == STATUS_OK) {
        status = write_certificate(made, error);
    }
    if (status != STATUS_OK) {
        authority_free(made);
        return status;
    }
    *authority = made;
    return STATUS_OK;
}

void authority_free(Authority *authority) {
    if (authority == NULL) {
        return;
    }
    temporary_folder_remove(authority->folder);
    for (size_t i = 0; i < authority->names.count; i++) {
        memory_free(authority->names.items[i].name);
        X509_free(authority->names.items[i].certificate);
    }
    ARRAY_RELEASE(&authority->names);
    SSL_CTX_free(authority->tls);
    X509_free(authority->certificate);
    EVP_PKEY_free(authority->key);
    EVP_PKEY_free(authority->names_key);
    memory_free(authority->folder);
    memory_free(authority->path);
    memory_free(authority);
}

const char *authority_path(const Authority *authority) {
    return authority->path;
}

SSL_CTX *authority_tls(const Authority *authority) {
    return authority->tls;
}
