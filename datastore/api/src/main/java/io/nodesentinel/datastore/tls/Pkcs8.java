package io.nodesentinel.datastore.tls;

import java.util.Arrays;

/// Puts older forms of private keys into PKCS #8 (RFC 5208), the one that the JDK reads. It is a
/// sequence of a version, an algorithm, and the older form as an octet string.
final class Pkcs8 {
  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 0x04;

  /// Where SEC 1 has the curve.
  private static final int PARAMETERS = 0xa0;

  private static final byte[] VERSION = {0x02, 0x01, 0x00};

  /// The object identifier 1.2.840.113549.1.1.1, rsaEncryption, and NULL for its parameters.
  private static final byte[] RSA = {
    0x06,
    0x09,
    0x2a,
    (byte) 0x86,
    0x48,
    (byte) 0x86,
    (byte) 0xf7,
    0x0d,
    0x01,
    0x01,
    0x01,
    0x05,
    0x00
  };

  /// The object identifier 1.2.840.10045.2.1, ecPublicKey.
  private static final byte[] EC = {
    0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01
  };

  private Pkcs8() {}

  /// @param key RSAPrivateKey of PKCS #1 (RFC 8017, appendix A.1.2)
  static byte[] ofRsa(byte[] key) {
    return wrapped(RSA, key);
  }

  /// @param key ECPrivateKey of SEC 1 (RFC 5915, section 3)
  /// @throws IllegalArgumentException if it does not name its curve
  static byte[] ofEc(byte[] key) {
    Value whole = Value.at(key, 0);
    Value version = Value.at(key, whole.begin());
    Value number = Value.at(key, version.end());
    Value parameters = Value.at(key, number.end());
    if (whole.tag() != SEQUENCE || parameters.tag() != PARAMETERS) {
      throw new IllegalArgumentException("the EC private key does not name its curve");
    }
    byte[] curve = Arrays.copyOfRange(key, parameters.begin(), parameters.end());
    return wrapped(joined(EC, curve), key);
  }

  private static byte[] wrapped(byte[] algorithm, byte[] key) {
    return encoded(
        SEQUENCE,
        joined(joined(VERSION, encoded(SEQUENCE, algorithm)), encoded(OCTET_STRING, key)));
  }

  private static byte[] encoded(int tag, byte[] content) {
    int length = content.length;
    byte[] head =
        length < 0x80
            ? new byte[] {(byte) tag, (byte) length}
            : new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
    return joined(head, content);
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /// Where the content of a DER value is.
  private record Value(int tag, int begin, int end) {
    static Value at(byte[] der, int offset) {
      if (offset + 2 > der.length) {
        throw new IllegalArgumentException("the private key ends too early");
      }
      int length = der[offset + 1] & 0xff;
      int begin = offset + 2;
      if (length >= 0x80) {
        int bytes = length & 0x7f;
        if (bytes < 1 || bytes > 2 || begin + bytes > der.length) {
          throw new IllegalArgumentException("the private key has a length that it cannot have");
        }
        length = 0;
        for (int i = 0; i < bytes; i++) {
          length = length << 8 | der[begin + i] & 0xff;
        }
        begin += bytes;
      }
      if (begin + length > der.length) {
        throw new IllegalArgumentException("the private key ends too early");
      }
      return new Value(der[offset] & 0xff, begin, begin + length);
    }
  }
}
