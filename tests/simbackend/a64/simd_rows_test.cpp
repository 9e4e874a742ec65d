// SPDX-License-Identifier: Apache-2.0
/// The decode rows of the SIMD and floating-point space: no overlap, and the names that objdump
/// gives.
#include "simbackend/a64/decode.h"
#include "simbackend/a64/tables.h"

#include "tests/support/catch.h"

#include <algorithm>
#include <cctype>
#include <string>
#include <vector>

using namespace seatape::sim;

namespace {

std::vector<DecodeRow> ownRows() {
    std::vector<DecodeRow> rows;
    for (const auto part : {simdRows(), simdLongRows(), simdShiftRows(), simdCopyRows(),
                            simdPermuteRows(), simdLoadStoreRows(), unimplementedRows()})
        rows.insert(rows.end(), part.begin(), part.end());
    return rows;
}

struct Named {
    uint32_t insn;
    std::string_view mnemonic;
};

// aarch64-linux-gnu-objdump 2.40 -d -M no-aliases
constexpr Named kNamed[] = {
    {0x3d400c41, "ldr"},      {0x7d400c41, "ldr"},     {0xbd400441, "ldr"},
    {0xfd4007e1, "ldr"},      {0x3dc00441, "ldr"},     {0x3d800bff, "str"},
    {0x3c001441, "str"},      {0x7c1fec41, "str"},     {0x3cdf0483, "ldr"},
    {0xfc408c83, "ldr"},      {0x3cdff020, "ldur"},    {0xbc5ff020, "ldur"},
    {0xfc1ff020, "stur"},     {0x3ce2d820, "ldr"},     {0xbc226820, "str"},
    {0x1c000040, "ldr"},      {0x5c000040, "ldr"},     {0x9c000040, "ldr"},
    {0x2d400440, "ldp"},      {0x6cc10440, "ldp"},     {0xadc10440, "ldp"},
    {0xadbf07e0, "stp"},      {0x6d0127e8, "stp"},     {0xac400440, "ldnp"},
    {0x2c000440, "stnp"},     {0x4c407020, "ld1"},     {0x4cdf2020, "ld1"},
    {0x0cc27c20, "ld1"},      {0x4c00a420, "st1"},     {0x0c006820, "st1"},
    {0x4cdf8820, "ld2"},      {0x0c404020, "ld3"},     {0x4c400c3e, "ld4"},
    {0x0c008420, "st2"},      {0x4c834020, "st3"},     {0x4c9f0be0, "st4"},
    {0x4d401c20, "ld1"},      {0x4ddf5820, "ld1"},     {0x4d409020, "ld1"},
    {0x4dc28420, "ld1"},      {0x0d600c20, "ld2"},     {0x0d407820, "ld3"},
    {0x0d60b020, "ld4"},      {0x4d008420, "st1"},     {0x0dbf9020, "st2"},
    {0x0d00a420, "st3"},      {0x4d202420, "st4"},     {0x4d40c020, "ld1r"},
    {0x0d60cc20, "ld2r"},     {0x0ddfe420, "ld3r"},    {0x0de2e820, "ld4r"},
    {0x4f002420, "movi"},     {0x4f008420, "movi"},    {0x4f00d420, "movi"},
    {0x4f00e4e0, "movi"},     {0x2f00e4a0, "movi"},    {0x6f00e4a0, "movi"},
    {0x6f000420, "mvni"},     {0x2f00a420, "mvni"},    {0x2f00c420, "mvni"},
    {0x4f001420, "orr"},      {0x6f009420, "bic"},     {0x4f03f600, "fmov"},
    {0x6f03f600, "fmov"},     {0x1e260020, "fmov"},    {0x1e270020, "fmov"},
    {0x9e660020, "fmov"},     {0x9e670020, "fmov"},    {0x9eae0020, "fmov"},
    {0x9eaf0020, "fmov"},     {0x1e204020, "fmov"},    {0x1e604020, "fmov"},
    {0x1e6e1000, "fmov"},     {0x4e140420, "dup"},     {0x4e080c20, "dup"},
    {0x5e070420, "dup"},      {0x6e031420, "ins"},     {0x4e181c40, "ins"},
    {0x0e072c20, "smov"},     {0x4e1c2c20, "smov"},    {0x0e1c3c20, "umov"},
    {0x4e183c20, "umov"},     {0x4e228420, "add"},     {0x5ee28420, "add"},
    {0x6ee28420, "sub"},      {0x4ea29c20, "mul"},     {0x4e629420, "mla"},
    {0x2e229420, "mls"},      {0x4e221c20, "and"},     {0x4e621c20, "bic"},
    {0x4ea21c20, "orr"},      {0x0ee21c20, "orn"},     {0x6e221c20, "eor"},
    {0x6e621c20, "bsl"},      {0x6ea21c20, "bit"},     {0x6ee21c20, "bif"},
    {0x6ea28c20, "cmeq"},     {0x4ee23420, "cmgt"},    {0x5ee23c20, "cmge"},
    {0x2e223420, "cmhi"},     {0x6e623c20, "cmhs"},    {0x0e628c20, "cmtst"},
    {0x4ea26420, "smax"},     {0x6ea2ac20, "uminp"},   {0x4ee2bc20, "addp"},
    {0x5ef1b820, "addp"},     {0x4ee24420, "sshl"},    {0x7ee25420, "urshl"},
    {0x7e225c20, "uqrshl"},   {0x4ea20420, "shadd"},   {0x6e221420, "urhadd"},
    {0x6e222420, "uhsub"},    {0x4ea27420, "sabd"},    {0x6ea27c20, "uaba"},
    {0x5ea20c20, "sqadd"},    {0x6ee22c20, "uqsub"},   {0x4ea2b420, "sqdmulh"},
    {0x5f72d820, "sqrdmulh"}, {0x2e229c20, "pmul"},    {0x4e22e020, "pmull2"},
    {0x6ee0b820, "neg"},      {0x5ee0b820, "abs"},     {0x0e205820, "cnt"},
    {0x6e205820, "not"},      {0x6e605820, "rbit"},    {0x4e201820, "rev16"},
    {0x6e600820, "rev32"},    {0x4ea00820, "rev64"},   {0x6ea04820, "clz"},
    {0x4e204820, "cls"},      {0x0e212820, "xtn"},     {0x4ea12820, "xtn2"},
    {0x5ea14820, "sqxtn"},    {0x6e214820, "uqxtn2"},  {0x2e612820, "sqxtun"},
    {0x2e213820, "shll"},     {0x4ea0a820, "cmlt"},    {0x7ee09820, "cmle"},
    {0x4ea08820, "cmgt"},     {0x4ea02820, "saddlp"},  {0x2e206820, "uadalp"},
    {0x5e203820, "suqadd"},   {0x6ee03820, "usqadd"},  {0x6ea07820, "sqneg"},
    {0x4eb1b820, "addv"},     {0x4eb03820, "saddlv"},  {0x6e30a820, "umaxv"},
    {0x0e71a820, "sminv"},    {0x4f7f5420, "shl"},     {0x5f400420, "sshr"},
    {0x6f080420, "ushr"},     {0x4f3d1420, "ssra"},    {0x7f7d3420, "ursra"},
    {0x2f135420, "sli"},      {0x2f204420, "sri"},     {0x0f20a420, "sshll"},
    {0x6f0fa420, "ushll2"},   {0x0f088420, "shrn"},    {0x4f1f8c20, "rshrn2"},
    {0x6f216420, "sqshlu"},   {0x7f0f8420, "sqshrun"}, {0x2f209c20, "uqrshrn"},
    {0x7f7f7420, "uqshl"},    {0x0e220020, "saddl"},   {0x6ea21020, "uaddw2"},
    {0x2ea22020, "usubl"},    {0x0e62c020, "smull"},   {0x6e628020, "umlal2"},
    {0x0fa26820, "smlsl"},    {0x6f7fa820, "umull2"},  {0x0e225020, "sabal"},
    {0x6e227020, "uabdl2"},   {0x2e224020, "raddhn"},  {0x4ea26020, "subhn2"},
    {0x5fa23820, "sqdmlal"},  {0x0ea2d020, "sqdmull"}, {0x4fbf8820, "mul"},
    {0x6f5f0820, "mla"},      {0x4e023820, "zip1"},    {0x4ec27820, "zip2"},
    {0x4e821820, "uzp1"},     {0x4e426820, "trn2"},    {0x2e023820, "ext"},
    {0x6e027820, "ext"},      {0x4e0243c0, "tbl"},     {0x0e021020, "tbx"},
    {0x1e222820, "fadd"},     {0x4e62d420, "fadd"},    {0x4fa29820, "fmul"},
    {0x1e621820, "fdiv"},     {0x6ea1f820, "fsqrt"},   {0x1f420c20, "fmadd"},
    {0x1f228c20, "fnmsub"},   {0x1e602008, "fcmp"},    {0x1e212010, "fcmpe"},
    {0x1e211403, "fccmp"},    {0x1e62bc20, "fcsel"},   {0x1e63c020, "fcvt"},
    {0x1e22c020, "fcvt"},     {0x9e780020, "fcvtzs"},  {0x1e18f420, "fcvtzs"},
    {0x9e240020, "fcvtas"},   {0x9e630020, "ucvtf"},   {0x4e21d820, "scvtf"},
    {0x5f7de420, "scvtf"},    {0x6f79fc20, "fcvtzu"},  {0x4e616820, "fcvtn2"},
    {0x7e616820, "fcvtxn"},   {0x1e674020, "frintx"},  {0x0ea1d820, "frecpe"},
    {0x5ea2fc20, "frsqrts"},  {0x5ee1f820, "frecpx"},  {0x4ea1c820, "urecpe"},
    {0x4ea0d820, "fcmeq"},    {0x6ea2ec20, "facgt"},   {0x6e30c820, "fmaxnmv"},
    {0x7e70d820, "faddp"},    {0x4fc21820, "fmla"},    {0x7fa29020, "fmulx"},
    {0x4ea0f820, "fabs"},     {0x1e228820, "fnmul"},
};

// Reserved in Armv8.0, or of an extension that the CPU does not have
constexpr uint32_t kUnallocated[] = {
    0x0ee28420, // ADD V0.1D
    0x4ee29c20, // MUL V0.2D
    0x0eb1b820, // ADDV S0, V1.2S
    0x6e629c20, // PMUL V0.8H
    0x0ee2e020, // PMULL V0.1Q: FEAT_PMULL
    0x4e009420, // SDOT: FEAT_DotProd (and size 00)
    0x4e829420, // SDOT
    0x6e828420, // SQRDMLAH: FEAT_RDM
    0x4e421420, // FADD V0.8H: FEAT_FP16
    0x1ee22820, // FADD H0
    0x6e42c420, // FCMLA: FEAT_FCMA
    0x4e284820, // AESE
    0x5e280820, // SHA1H
    0x1e7e0020, // FJCVTZS
    0x2e004020, // EXT of 8 bytes from byte 8
    0x0e180420, // DUP V0.1D
    0x0e080c20, // DUP V0.1D, X1
    0x0e183c20, // UMOV W0, V1.D[1]
    0x0f400420, // SSHR V0.1D
    0x0f000c20, // MOVI with bit 11 set
    0x0f00fc20, // FMOV V0.4H: FEAT_FP16
    0x0cc01000, // structures with opcode 0001
    0x0c408c00, // LD2 V0.1D
    0x0d409400, // LD1 (single), 64 bits, with S set
    0x0d404400, // LD1 (single), 16 bits, with size<0> set
    0x7d800000, // 16 bytes with size 01
    0xdc000000, // LDR (literal, SIMD&FP) with opc 11
    0xec000000, // STNP with opc 11
    0x3c200000, // register offset without bits [11:10] = 10
    0x2f00fc00, // FMOV V0.1D
};

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](unsigned char c) { return std::tolower(c); });
    return out;
}

/// Returns whether the mnemonic is one of those that the title begins with ("SADDL, SADDL2").
bool isTitleOf(std::string_view title, std::string_view mnemonic) {
    const std::string names = ", " + lower(title.substr(0, title.find(" ("))) + ",";
    return names.find(", " + std::string(mnemonic) + ",") != std::string::npos;
}

} // namespace

TEST_CASE("SIMD rows do not overlap") {
    const std::vector<DecodeRow> rows = ownRows();
    for (size_t i = 0; i < rows.size(); ++i)
        for (size_t j = i + 1; j < rows.size(); ++j)
            if (((rows[i].value ^ rows[j].value) & rows[i].mask & rows[j].mask) == 0)
                FAIL_CHECK(rows[i].name << " " << rows[i].pattern << " overlaps " << rows[j].name
                                        << " " << rows[j].pattern);
}

TEST_CASE("every SIMD row is found by decode") {
    for (const DecodeRow& row : ownRows())
        for (const uint32_t fields : {0u, ~0u, 0x5a5a5a5au}) {
            const DecodeRow* found = decode(row.value | (fields & ~row.mask));
            INFO(row.name << " " << row.pattern);
            REQUIRE(found != nullptr);
            CHECK(found->pattern == row.pattern);
        }
}

TEST_CASE("SIMD rows have the names that objdump gives") {
    for (const Named& named : kNamed) {
        const DecodeRow* row = decode(named.insn);
        INFO(std::hex << named.insn << " " << named.mnemonic);
        REQUIRE(row != nullptr);
        INFO(row->name);
        CHECK(isTitleOf(row->name, named.mnemonic));
    }
}

TEST_CASE("reserved and absent SIMD encodings have no row") {
    for (const uint32_t insn : kUnallocated) {
        const DecodeRow* row = decode(insn);
        INFO(std::hex << insn << " " << (row == nullptr ? "" : row->name));
        CHECK(row == nullptr);
    }
}

TEST_CASE("only floating point is left unimplemented") {
    for (const DecodeRow& row : ownRows()) {
        const bool isFloat = row.name[0] == 'F' || row.name == "URECPE" || row.name == "URSQRTE" ||
                             row.name.starts_with("SCVTF") || row.name.starts_with("UCVTF");
        INFO(row.name);
        CHECK((row.execute != nullptr || isFloat));
    }
}
