#include <cstdio>
#include <cstring>
#include <string>

static char text[1 << 20];
static const char *escape[256];

int main() {
    size_t size = fread(text, 1, sizeof text - 1, stdin);
    if (size && text[size - 1] == '\n') --size;
    escape[static_cast<int>('\\')] = "\\\\";
    escape[static_cast<int>('"')] = "\\\"";
    escape[static_cast<int>('\t')] = "\\t";
    escape[static_cast<int>('<')] = "\\u003c";
    escape[static_cast<int>('>')] = "\\u003e";
    escape[static_cast<int>('&')] = "\\u0026";
    escape[static_cast<int>('\n')] = "\",\n\"";
    std::string out = "\"";
    out.reserve(2 * size + 16);
    const char *from = text, *end = text + size;
    for (const char *p = text; p < end; ++p) {
        if (const char *by = escape[static_cast<unsigned char>(*p)]) {
            out.append(from, p);
            out += by;
            from = p + 1;
        }
    }
    out.append(from, end);
    out += "\"\n";
    fwrite(out.data(), 1, out.size(), stdout);
}
