// SPDX-License-Identifier: Apache-2.0
/// Everything about one frame as a tree: the exit with its syndrome field by field, the answer,
/// what the kernel said, what the guest sees then. One list of nodes for the view, for copying and
/// tests.
#pragma once

#include "gui/models/frame_cache.h"

#include "seatape/core/injection.h"
#include "seatape/core/scenario.h"

#include <QAbstractItemModel>
#include <QString>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace seatape::gui {

/// The syndromes that a frame can have.
enum class SyndromeKind : uint8_t {
    Exit,   ///< kvm_run.arm_sea.esr
    SError, ///< kvm_vcpu_events.serror_esr
    Abort,  ///< kvm_vcpu_events.ext_abt_esr
    Guest   ///< ESR_EL1 after the answer
};

/// A place in a syndrome, for views that show the same bits.
struct FieldPlace {
    SyndromeKind syndrome = SyndromeKind::Exit;
    unsigned msb = 63;
    unsigned lsb = 0;
    bool operator==(const FieldPlace&) const = default;
};

struct DetailNode {
    QString name;
    QString value;
    QString meaning;
    QString help;       ///< a longer explanation with its source; may be empty
    bool isOdd = false; ///< something is remarkable about the value
    std::optional<FieldPlace> place;
    std::vector<DetailNode> children;
    QString filter; ///< picks the frames that say the same (docs/filter.md); empty: none can
    std::optional<uint64_t> syndrome; ///< the number behind `value`, of the node of a whole one
};

/// Lists what there is to know about a frame whose answer is `answer`, in `dialect`.
std::vector<DetailNode> describeFrame(const FramePage& page, const Injection& answer,
                                      Dialect dialect, const Scenario& scenario);

/// Returns the nodes as indented text, or as a nested Markdown list.
QString detailText(const std::vector<DetailNode>& nodes, bool asMarkdown);

class DetailModel final : public QAbstractItemModel {
    Q_OBJECT

public:
    enum Column { Name, Value, Meaning, Columns };
    enum Role { OddRole = Qt::UserRole }; ///< bool: DetailNode::isOdd

    using QAbstractItemModel::QAbstractItemModel;

    void setNodes(std::vector<DetailNode> nodes);
    const std::vector<DetailNode>& nodes() const { return m_nodes; }
    /// Returns the node of an index; the index is valid.
    const DetailNode& node(const QModelIndex& index) const;
    /// Returns the node of a field; an invalid index if there is none.
    QModelIndex indexOf(const FieldPlace& place) const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Entry {
        const DetailNode* node = nullptr;
        const Entry* parent = nullptr;
        int row = 0;
        std::vector<Entry*> children;
    };
    Entry* add(const DetailNode& node, const Entry* parent, int row);
    const std::vector<Entry*>& childrenOf(const QModelIndex& parent) const;

    std::vector<DetailNode> m_nodes;
    std::vector<std::unique_ptr<Entry>> m_entries; // of all nodes
    std::vector<Entry*> m_top;
};

} // namespace seatape::gui
