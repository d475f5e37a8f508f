"""Which header of the standard library declares a name."""

from __future__ import annotations

from hasten.rules.library import words

_DECLARED = {
    "algorithm": "adjacent_find all_of any_of binary_search clamp copy copy_backward copy_if "
    "copy_n count count_if equal equal_range fill fill_n find find_end find_first_of find_if "
    "find_if_not for_each for_each_n generate generate_n includes inplace_merge is_heap "
    "is_partitioned is_permutation is_sorted is_sorted_until iter_swap lexicographical_compare "
    "lower_bound make_heap max max_element merge min min_element minmax minmax_element mismatch "
    "move_backward next_permutation none_of nth_element partial_sort partial_sort_copy partition "
    "partition_copy partition_point pop_heap prev_permutation push_heap random_shuffle remove "
    "remove_copy remove_copy_if remove_if replace replace_copy replace_copy_if replace_if reverse "
    "reverse_copy rotate rotate_copy sample search search_n set_difference set_intersection "
    "set_symmetric_difference set_union shuffle sort sort_heap stable_partition stable_sort "
    "swap_ranges transform unique unique_copy upper_bound __gcd __lg",
    "array": "array",
    "bitset": "bitset",
    "cassert": "assert",
    "cctype": "isalnum isalpha isblank iscntrl isdigit isgraph islower isprint ispunct isspace "
    "isupper isxdigit tolower toupper",
    "cerrno": "errno",
    "cfloat": "DBL_DIG DBL_EPSILON DBL_MAX DBL_MIN FLT_EPSILON FLT_MAX FLT_MIN LDBL_MAX",
    "charconv": "chars_format from_chars to_chars",
    "chrono": "chrono",
    "climits": "CHAR_BIT CHAR_MAX CHAR_MIN INT_MAX INT_MIN LLONG_MAX LLONG_MIN LONG_MAX LONG_MIN "
    "LONG_LONG_MAX LONG_LONG_MIN SCHAR_MAX SHRT_MAX SHRT_MIN UCHAR_MAX UINT_MAX ULLONG_MAX "
    "ULONG_MAX USHRT_MAX",
    "cmath": "HUGE_VAL INFINITY M_E M_PI M_PI_2 M_PI_4 M_SQRT2 NAN abs acos acosf acosh acosl "
    "asin asinf asinh asinl atan atan2 atan2l atanf atanh atanl cbrt cbrtl ceil ceilf ceill "
    "copysign cos cosf cosh cosl erf erfc exp exp2 expl expm1 fabs fabsf fabsl fdim floor floorf "
    "floorl fma fmax fmin fmod fmodl fpclassify frexp hypot hypotl ilogb isfinite isinf isnan "
    "isnormal ldexp lgamma llrint llround llroundl log log10 log10l log1p log2 log2l logb logl "
    "lrint lround modf nan nearbyint nextafter pow powf powl remainder rint round roundf roundl "
    "scalbn signbit sin sinf sinh sinl sqrt sqrtf sqrtl tan tanf tanh tanl tgamma trunc truncl",
    "complex": "complex conj imag norm polar real",
    "csignal": "raise signal",
    "cstdarg": "va_arg va_copy va_end va_list va_start",
    "cstddef": "NULL byte max_align_t nullptr_t offsetof ptrdiff_t size_t",
    "cstdint": "INT16_MAX INT32_MAX INT32_MIN INT64_MAX INT64_MIN INT8_MAX SIZE_MAX UINT16_MAX "
    "UINT32_MAX UINT64_MAX UINT8_MAX int16_t int32_t int64_t int8_t int_fast32_t int_fast64_t "
    "int_least32_t intmax_t intptr_t uint16_t uint32_t uint64_t uint8_t uint_fast32_t "
    "uint_fast64_t uintmax_t uintptr_t",
    "cstdio": "BUFSIZ EOF FILE fclose feof ferror fflush fgetc fgets fopen fprintf fputc fputs "
    "fread freopen fscanf fseek ftell fwrite getc getchar getchar_unlocked getc_unlocked perror "
    "printf putc putchar putchar_unlocked puts rewind scanf setbuf setvbuf snprintf sprintf "
    "sscanf ssize_t stderr stdin stdout tmpfile ungetc vfprintf vprintf vsnprintf",
    "cstdlib": "EXIT_FAILURE EXIT_SUCCESS RAND_MAX abort atexit atof atoi atol atoll bsearch "
    "calloc div exit free getenv labs llabs lldiv malloc qsort rand realloc srand strtod strtof "
    "strtol strtold strtoll strtoul strtoull system",
    "cstring": "memchr memcmp memcpy memmove memset strcat strchr strcmp strcoll strcpy strcspn "
    "strdup strerror strlen strncat strncmp strncpy strpbrk strrchr strspn strstr strtok",
    "ctime": "CLOCKS_PER_SEC clock clock_t ctime difftime gmtime localtime mktime strftime time "
    "time_t tm",
    "deque": "deque",
    "exception": "exception terminate",
    "forward_list": "forward_list",
    "fstream": "filebuf fstream ifstream ofstream",
    "functional": "bind bit_and bit_or bit_xor cref divides equal_to function greater "
    "greater_equal hash less less_equal logical_and logical_not logical_or mem_fn minus modulus "
    "multiplies negate not_equal_to not_fn placeholders plus ref reference_wrapper",
    "initializer_list": "initializer_list",
    "iomanip": "get_time put_time quoted resetiosflags setbase setfill setiosflags setprecision "
    "setw",
    "ios": "boolalpha dec defaultfloat fixed hex hexfloat internal ios ios_base left noboolalpha "
    "noshowpoint noshowpos noskipws nouppercase oct right scientific showbase showpoint showpos "
    "skipws streamsize unitbuf uppercase",
    "istream": "basic_istream iostream istream ws",
    "iterator": "advance back_insert_iterator back_inserter begin cbegin cend crbegin crend data "
    "distance empty end front_inserter insert_iterator inserter istream_iterator "
    "istreambuf_iterator iterator iterator_traits make_move_iterator next ostream_iterator "
    "ostreambuf_iterator prev rbegin rend reverse_iterator size",
    "limits": "numeric_limits",
    "list": "list",
    "map": "map multimap",
    "memory": "addressof allocator enable_shared_from_this make_shared make_unique shared_ptr "
    "static_pointer_cast unique_ptr weak_ptr",
    "numeric": "accumulate adjacent_difference exclusive_scan gcd inclusive_scan inner_product "
    "iota lcm partial_sum reduce",
    "optional": "make_optional nullopt optional",
    "ostream": "basic_ostream endl ends flush ostream",
    "queue": "priority_queue queue",
    "random": "bernoulli_distribution default_random_engine discrete_distribution "
    "exponential_distribution mt19937 mt19937_64 normal_distribution poisson_distribution "
    "random_device seed_seq uniform_int_distribution uniform_real_distribution",
    "ratio": "micro milli nano ratio",
    "set": "multiset set",
    "sstream": "istringstream ostringstream stringbuf stringstream",
    "stack": "stack",
    "stdexcept": "domain_error invalid_argument length_error logic_error out_of_range "
    "overflow_error range_error runtime_error underflow_error",
    "string": "basic_string char_traits getline stod stof stoi stol stold stoll stoul stoull "
    "string to_string u16string u32string wstring",
    "string_view": "basic_string_view string_view",
    "tuple": "apply forward_as_tuple get ignore make_tuple tie tuple tuple_cat tuple_element "
    "tuple_size",
    "type_traits": "common_type conditional conditional_t decay decay_t enable_if enable_if_t "
    "false_type integral_constant invoke_result invoke_result_t is_arithmetic is_base_of "
    "is_class is_const is_convertible is_enum is_floating_point is_integral is_integral_v "
    "is_same is_same_v is_signed is_signed_v is_unsigned is_void make_signed make_signed_t "
    "make_unsigned make_unsigned_t remove_const remove_cv remove_reference remove_reference_t "
    "true_type underlying_type void_t",
    "typeinfo": "type_info typeid",
    "unordered_map": "unordered_map unordered_multimap",
    "unordered_set": "unordered_multiset unordered_set",
    "utility": "as_const declval exchange forward in_place index_sequence integer_sequence "
    "make_index_sequence make_pair move pair piecewise_construct rel_ops swap",
    "valarray": "slice valarray",
    "variant": "get_if holds_alternative monostate variant visit",
    "vector": "vector",
}

HEADER_OF = {name: header for header, names in _DECLARED.items() for name in names.split()}
"""The header that declares each name (macros too), for the names that programs use most."""

STANDARD = frozenset(_DECLARED) | words(
    "bit bits/stdc++.h ciso646 cinttypes clocale compare concepts csetjmp cwchar cwctype execution "
    "filesystem iosfwd iostream locale new numbers ranges regex span streambuf strstream "
    "assert.h ctype.h errno.h float.h inttypes.h iso646.h limits.h locale.h math.h setjmp.h "
    "signal.h stdarg.h stdbool.h stddef.h stdint.h stdio.h stdlib.h string.h strings.h time.h "
    "wchar.h unistd.h sys/time.h sys/types.h immintrin.h x86intrin.h"
)
"""Headers of the standard library, and of the system, that do not include <iostream>, beside
<bits/stdc++.h> and itself."""
